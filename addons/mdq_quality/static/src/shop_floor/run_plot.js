import { _t } from "@web/core/l10n/translation";
import { Component, useState } from "@odoo/owl";
import { verdictOf } from "../readings/sheet";

const [WIDTH, HEIGHT, LEFT, TOP] = [300, 220, 46, 14];

/** The readings of one characteristic in the order of the units, between their limits. */
export class RunPlot extends Component {
    static template = "mdq_quality.RunPlot";
    static props = { sheet: Object, column: Object, progress: Object };

    setup() {
        Object.assign(this, { WIDTH, HEIGHT, LEFT, TOP });
        this.progress = useState(this.props.progress); // drawn anew when a reading was taken
    }

    get cells() {
        const { sheet, column } = this.props;
        const units = Array.from({ length: column.needed }, (_unused, index) => index + 1);
        const cells = units.map((unit) => sheet.cell(unit, column)).filter((cell) => cell.text.trim() !== "");
        return cells.filter((cell) => !Number.isNaN(Number(cell.text)));
    }

    /** All that is drawn, reckoned once for each drawing however many units there are. */
    get plot() {
        const cells = this.cells;
        const { lower, nominal, upper, needed } = this.props.column;
        const named = [[upper, _t("upper"), "limit"], [nominal, _t("nominal"), "nominal"], [lower, _t("lower"), "limit"]];
        const given = named.filter(([value]) => value !== "");
        const [low, high] = spread([...cells.map((cell) => Number(cell.text)), ...given.map(([value]) => Number(value))]);
        const y = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - 2 * TOP);
        const points = cells.map((cell) => ({
            unit: cell.unit, text: cell.text, isBad: verdictOf(cell) === false, y: y(Number(cell.text)),
            x: LEFT + (needed > 1 ? (cell.unit - 1) / (needed - 1) : 0.5) * (WIDTH - LEFT - 12),
        }));
        return {
            points, path: points.map((point) => `${point.x},${point.y}`).join(" "),
            lines: given.map(([value, name, kind]) => ({ value, name, kind, y: y(Number(value)) })),
        };
    }
}

/** The lowest and the highest of these values, with air on both sides. */
function spread(values) {
    const low = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
    const high = values.reduce((most, value) => Math.max(most, value), values[0] ?? 1);
    const air = (high - low || Math.abs(high) || 1) * 0.12;
    return [low - air, high + air];
}
