import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { placeWords, quantity, roleWords, time } from "../trace/words";

/** What a recall of the lots on the form would reach, before anything is started. */
export class RecallSimulation extends Component {
    static template = "mdq_traceability.RecallSimulation";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        Object.assign(this, { quantity, time, words: placeWords(), roles: roleWords() });
        this.state = useState({ result: null, seconds: 0 });
        useRecordObserver((record) => this.load(record));
    }

    async load(record) {
        const lotIds = record.data.lot_ids.currentIds;
        const direction = record.data.direction;
        const asked = `${direction} ${lotIds}`;
        if (asked === this.asked) {
            return;
        }
        this.asked = asked;
        const begun = performance.now();
        const result = lotIds.length ? await this.orm.call("mdq.recall", "simulate", [], { lot_ids: lotIds, direction }) : null;
        if (asked === this.asked) {
            this.state.result = result;
            this.state.seconds = ((performance.now() - begun) / 1000).toFixed(1);
        }
    }
}

registry.category("view_widgets").add("mdq_recall_simulation", {
    component: RecallSimulation,
    fieldDependencies: [{ name: "lot_ids", type: "many2many" }, { name: "direction", type: "selection" }],
});
