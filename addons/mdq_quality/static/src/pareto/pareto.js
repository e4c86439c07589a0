import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

/** The running share of the total, in percent with one decimal. */
export function cumulate(values) {
    const total = values.reduce((sum, value) => sum + value, 0);
    let running = 0;
    return values.map((value) => {
        running += value;
        return total ? Math.round((1000 * running) / total) / 10 : 0;
    });
}

/** Bars from the largest down, and the line of their running share: which few causes make most of the defects. */
export class ParetoModel extends GraphModel {
    _getLineOverlayDataset() {
        const { groupBy, order } = this.metaData;
        const [first] = this.data.datasets;
        if (!first || !groupBy.length || order !== "DESC") {
            return null; // in any other order the line would say nothing
        }
        const totals = first.data.map((_value, place) => this.data.datasets.reduce((sum, dataset) => sum + (dataset.data[place] || 0), 0));
        return {
            label: _t("Cumulative %"), data: cumulate(totals), trueLabels: first.trueLabels, yAxisID: "share", clip: false,
            total: totals.reduce((sum, value) => sum + value, 0),
        };
    }
}

export class ParetoRenderer extends GraphRenderer {
    getScaleOptions() {
        const scales = super.getScaleOptions();
        const line = this.model.lineOverlayDataset;
        if (this.model.metaData.mode === "bar" && line) {
            // Both axes end at the whole, so that the line begins at the top of the first bar.
            Object.assign(scales.y, { max: line.total, ticks: { ...scales.y.ticks, precision: 0, callback: (value) => this.formatValue(value) } });
            scales.share = {
                type: "linear", position: "right", min: 0, max: 100, grid: { display: false }, border: { display: false },
                ticks: { callback: (value) => `${value} %`, color: scales.y.ticks.color },
            };
        }
        return scales;
    }

    getTooltipItems(data, metaData, tooltipModel) {
        const items = super.getTooltipItems(...arguments);
        const line = tooltipModel.dataPoints.find((point) => point.dataset.yAxisID === "share");
        const place = line && [...tooltipModel.dataPoints].sort((one, other) => other.raw - one.raw).indexOf(line);
        if (line) {
            Object.assign(items[place], { value: `${line.raw} %`, boxColor: line.dataset.backgroundColor });
        }
        return items;
    }
}

registry.category("views").add("mdq_pareto", { ...graphView, Model: ParetoModel, Renderer: ParetoRenderer });
