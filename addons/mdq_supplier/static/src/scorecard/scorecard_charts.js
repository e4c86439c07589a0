/* global Chart */
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { radarConfig, ratedOf, trendConfig } from "./chart_config";

/** The trend of twelve months, and the metrics beside the median of the category, as drawings and as tables of the same numbers. */
export class ScorecardCharts extends Component {
    static template = "mdq_supplier.ScorecardCharts";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.trend = useRef("trend");
        this.radar = useRef("radar");
        this.state = useState({ charts: null });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load(this.props.record.resId)]);
        });
        onWillUpdateProps((props) => this.load(props.record.resId));
        useEffect((charts) => this.draw(charts), () => [this.state.charts]);
    }

    async load(id) {
        this.state.charts = id ? await this.orm.call("mdq.supplier.scorecard", "get_charts", [[id]]) : null;
    }

    draw(charts) {
        if (!charts || !this.trend.el) {
            return;
        }
        const drawn = [new Chart(this.trend.el, trendConfig(charts))];
        if (this.radar.el) {
            drawn.push(new Chart(this.radar.el, radarConfig(charts)));
        }
        return () => drawn.forEach((chart) => chart.destroy());
    }

    /** Two corners make no area. */
    get hasRadar() {
        return ratedOf(this.state.charts).labels.length > 2;
    }

    get hasMedian() {
        return this.state.charts.radar.median.some((number) => number !== false);
    }
}

registry.category("view_widgets").add("mdq_scorecard_charts", { component: ScorecardCharts });
