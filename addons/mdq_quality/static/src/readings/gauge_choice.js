import { _t } from "@web/core/l10n/translation";
import { Component, useState } from "@odoo/owl";

/** The characteristic that readings are entered for: that of the cell where the person is, or the first that is measured. */
export function presentColumn(columns, active) {
    return columns.find((column) => column.id === active?.column) || columns.find((column) => column.kind === "variable") || columns[0];
}

/** With which gauge the present characteristic is measured. */
export class GaugeChoice extends Component {
    static template = "mdq_quality.GaugeChoice";
    static props = { desk: Object, columns: Array, editable: Boolean };

    setup() {
        this.entry = useState(this.props.desk.state);
    }

    get column() {
        return presentColumn(this.props.columns, this.entry.active);
    }

    get gauge() {
        return this.entry.gauges[this.column?.id];
    }

    /** Those to choose from; one that was scanned is among them. */
    get gauges() {
        const chosen = this.gauge;
        const offered = this.column?.gauges || [];
        return chosen && !offered.some((gauge) => gauge.id === chosen.id) ? [...offered, chosen] : offered;
    }

    /** On a tablet nobody sees a title: why a gauge cannot be taken stands behind its name. */
    said(gauge) {
        if (gauge.ok !== false) {
            return gauge.name;
        }
        const words = { overdue: _t("overdue"), failed: _t("failed"), uncalibrated: _t("not calibrated"), out_of_service: _t("out of service") };
        return `${gauge.name} – ${words[gauge.status] || _t("does not suit")}`;
    }

    get needsGauge() {
        return Boolean(this.column?.gauge_required && !this.gauge);
    }

    choose(ev) {
        return this.props.desk.chooseGauge(this.column, this.gauges.find((gauge) => gauge.id === Number(ev.target.value)));
    }
}
