import { Component, onWillDestroy, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;

/** The clock of a recall or drill: runs from its start, stands at its end. */
export class Elapsed extends Component {
    static template = "mdq_traceability.Elapsed";
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ now: DateTime.now() });
        const timer = setInterval(() => (this.state.now = DateTime.now()), 1000);
        onWillDestroy(() => clearInterval(timer));
    }

    get running() {
        const { started_on, finished_on } = this.props.record.data;
        return Boolean(started_on && !finished_on);
    }

    get elapsed() {
        const { started_on, finished_on } = this.props.record.data;
        if (!started_on) {
            return "";
        }
        return (finished_on || this.state.now).diff(started_on).toFormat("hh:mm:ss");
    }
}

registry.category("view_widgets").add("mdq_elapsed", {
    component: Elapsed,
    fieldDependencies: [{ name: "started_on", type: "datetime" }, { name: "finished_on", type: "datetime" }],
});
