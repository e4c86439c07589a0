import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useState } from "@odoo/owl";
import { COLOURS } from "./chart_config";

/** Suppliers of a month, best first: bars from 0 to 100, with the number and the grade written beside them. */
export class ScorecardRanking extends Component {
    static template = "mdq_supplier.ScorecardRanking";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ ranking: null });
        onWillStart(() => this.load({}));
    }

    async load(chosen) {
        const { month, category } = { ...this.state.ranking, ...chosen };
        this.state.ranking = await this.orm.call("mdq.supplier.scorecard", "get_ranking", [], {
            date_from: month || false, category: category || false,
        });
    }

    colour(grade) {
        return COLOURS[grade] || COLOURS.none;
    }

    change(row) {
        return row.change > 0 ? `▲ ${row.change.toFixed(1)}` : row.change < 0 ? `▼ ${Math.abs(row.change).toFixed(1)}` : "=";
    }

    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: "mdq.supplier.scorecard", res_id: row.id, views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("mdq_supplier_scorecard_ranking", ScorecardRanking);
