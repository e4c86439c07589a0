import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

/** The lots of a sampling series on a line, with the sentence of each switch where it happened. */
export class SeriesTimeline extends Component {
    static template = "mdq_quality.SeriesTimeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ steps: null });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((props) => this.load(props.record.resId));
    }

    async load(resId) {
        this.state.steps = resId ? await this.orm.call("mdq.sampling.series", "get_timeline", [[resId]]) : [];
    }

    title(lot) {
        const said = lot.accepted ? _t("accepted") : _t("not accepted");
        return `${lot.inspection}, ${lot.lot}, ${lot.on}: ${lot.severity_name}, n = ${lot.sample}, Ac = ${lot.ac}, ${said}`;
    }

    open(lot) {
        return this.action.doAction({ type: "ir.actions.act_window", res_model: "mdq.inspection", res_id: lot.id, views: [[false, "form"]] });
    }
}

registry.category("view_widgets").add("mdq_series_timeline", { component: SeriesTimeline });
