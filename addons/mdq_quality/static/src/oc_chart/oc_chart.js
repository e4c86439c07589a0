/* global Chart */
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";

const COLOURS = ["#1565c0", "#c62828", "#2e7d32", "#6a1b9a"];
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
const CHANCES = [0.99, 0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05];

/** The operating characteristic of a plan: a curve for each class of defects, both risks, and the same as a table. */
export class OcChart extends Component {
    static template = "mdq_quality.OcChart";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.canvas = useRef("canvas");
        this.state = useState({ oc: null, message: "", lotSize: 1000, severity: "normal", model: "binomial" });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load(this.props.record)]);
        });
        onWillUpdateProps((props) => this.load(props.record));
        useEffect(
            (oc) => {
                if (!oc || !this.canvas.el) {
                    return;
                }
                const chart = new Chart(this.canvas.el, this.config(oc));
                return () => chart.destroy();
            },
            () => [this.state.oc],
        );
    }

    get severities() {
        return [["normal", _t("Normal")], ["tightened", _t("Tightened")], ["reduced", _t("Reduced")]];
    }

    get models() {
        return [["binomial", _t("Binomial")], ["poisson", _t("Poisson")], ["hypergeometric", _t("Hypergeometric (lots up to 2000)")]];
    }

    get isStandard() {
        return this.props.record.data.sampling === "standard";
    }

    async load(record) {
        if (!record.resId) {
            return;
        }
        const { lotSize, severity, model } = this.state;
        try {
            this.state.oc = await this.orm.call("mdq.inspection.plan", "get_oc", [[record.resId]], { lot_size: lotSize, severity, model });
            this.state.message = "";
        } catch (error) {
            this.state.message = error.data?.message || error.message;
        }
    }

    async change(name, value) {
        this.state[name] = name === "lotSize" ? Number(value) : value;
        await this.load(this.props.record);
    }

    percent(share, digits = 3) {
        return share === null || share === undefined || share === false ? "–" : `${Number((100 * share).toPrecision(digits))} %`;
    }

    stages(curve) {
        return curve.stages.map((stage) => _t("n %(n)s, Ac %(ac)s, Re %(re)s", stage)).join("; ");
    }

    dataset(curve, place) {
        const colour = COLOURS[place % COLOURS.length];
        return {
            label: curve.name, data: curve.points.map(([share, chance]) => ({ x: 100 * share, y: 100 * chance })), borderColor: colour,
            backgroundColor: colour, borderDash: DASHES[place % DASHES.length], borderWidth: 2, pointRadius: 0, pointHitRadius: 8,
            stepped: this.state.model === "hypergeometric" ? "before" : false,
        };
    }

    marks(curves) {
        const points = curves.flatMap(({ name, risks }) => [
            { x: 100 * risks.producer_quality, y: 95, why: _t("%s: 95 of 100 lots are accepted (producer)", name) },
            { x: 100 * risks.consumer_quality, y: 10, why: _t("%s: 10 of 100 lots are accepted (consumer)", name) },
        ]);
        return { label: _t("Points of the two risks"), data: points, type: "scatter", pointRadius: 5, borderColor: "#222", backgroundColor: "#fff" };
    }

    config({ curves }) {
        const axis = (text) => ({ type: "linear", min: 0, title: { display: true, text } });
        const round = (number) => Number(number.toPrecision(3));
        const label = (item) => item.raw.why || `${round(item.raw.x)} % → ${round(item.raw.y)} %`;
        return {
            type: "line",
            data: { datasets: [...curves.map((curve, place) => this.dataset(curve, place)), this.marks(curves)] },
            options: {
                responsive: true, maintainAspectRatio: false, animation: false,
                scales: { x: axis(_t("Nonconforming units in the lot (%)")), y: { ...axis(_t("Lots accepted (%)")), max: 100 } },
                plugins: { legend: { position: "bottom", labels: { boxWidth: 24 } }, tooltip: { callbacks: { label } } },
            },
        };
    }

    get chances() {
        return CHANCES;
    }

    /** The share at which so many lots are accepted, between the two points of the curve around it. */
    shareAt(curve, chance) {
        const place = curve.points.findIndex(([, accepted]) => accepted < chance);
        if (place <= 0) {
            return null;
        }
        const [[x1, y1], [x2, y2]] = [curve.points[place - 1], curve.points[place]];
        return x1 + ((x2 - x1) * (y1 - chance)) / (y1 - y2);
    }
}

registry.category("view_widgets").add("mdq_oc_chart", { component: OcChart, fieldDependencies: [{ name: "sampling", type: "selection" }] });
