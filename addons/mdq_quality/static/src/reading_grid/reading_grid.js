import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";

/** Readings of one inspection: a row a unit, a column a characteristic. Each cell is saved as soon as it is left. */
export class ReadingGrid extends Component {
    static template = "mdq_quality.ReadingGrid";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.saving = new Mutex();
        this.state = useState({ grid: null, cells: {}, message: "", correcting: null, reason: "" });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => this.load(props.record));
    }

    get units() {
        return Array.from({ length: this.state.grid.units }, (_unused, index) => index + 1);
    }

    get taken() {
        return Object.values(this.state.cells).filter((cell) => cell.saved !== null).length;
    }

    get progress() {
        return _t("%(taken)s of %(all)s readings taken.", {
            taken: this.taken, all: this.state.grid.units * this.state.grid.columns.length,
        });
    }

    get question() {
        return _t("Why is the reading of unit %s corrected?", this.state.correcting.unit);
    }

    async load(record) {
        if (!record.resId) {
            return;
        }
        const grid = await this.orm.call("mdq.inspection", "get_grid", [[record.resId]]);
        const taken = Object.fromEntries(grid.readings.map((reading) => [`${reading.unit_no}/${reading.line}`, reading]));
        const cells = {};
        for (let unit = 1; unit <= grid.units; unit++) {
            for (const column of grid.columns) {
                const key = this.key(unit, column);
                cells[key] = this.merge(this.state.cells[key], taken[key], grid);
            }
        }
        Object.assign(this.state, { grid, cells });
    }

    /** What the server has, without losing what is being typed. */
    merge(shown, reading, grid) {
        const saved = reading ? this.textOf(reading, grid) : null;
        const isTyping = shown && shown.text.trim() !== (shown.saved ?? "") && shown.text.trim() !== (saved ?? "");
        return {
            saved, text: isTyping ? shown.text : saved ?? "", passed: reading ? reading.passed : null,
            error: isTyping ? shown.error : "", corrected: reading?.corrected,
            note: reading ? `${reading.by}, ${reading.on} UTC` : "",
        };
    }

    textOf(reading, grid) {
        const column = grid.columns.find((each) => each.id === reading.line);
        return column.kind === "attribute" ? (reading.passed ? "ok" : "no") : reading.value;
    }

    key(unit, column) {
        return `${unit}/${column.id}`;
    }

    cell(unit, column) {
        return this.state.cells[this.key(unit, column)];
    }

    /** What the judgement will be, shown while typing; the server judges again, exactly. */
    preview(cell, column) {
        const text = cell.text.trim();
        if (text === cell.saved || !text) {
            return text ? cell.passed : null;
        }
        const value = Number(text);
        if (Number.isNaN(value)) {
            return false;
        }
        return (column.lower === "" || value >= Number(column.lower)) && (column.upper === "" || value <= Number(column.upper));
    }

    classOf(cell, column) {
        if (cell.error) {
            return "border-warning bg-warning-subtle";
        }
        const passed = column.kind === "attribute" ? cell.passed : this.preview(cell, column);
        return passed === null ? "" : passed ? "text-success border-success" : "text-danger border-danger fw-bold";
    }

    limits(column) {
        if (column.kind === "attribute") {
            return _t("good / bad");
        }
        const range = [column.lower || "…", column.upper || "…"].join(" – ");
        return column.unit ? `${range} ${column.unit}` : range;
    }

    onKeydown(ev, row, index) {
        const moves = { Enter: [1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
        const move = moves[ev.key];
        if (!move) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.focus(row + move[0] * (ev.shiftKey && ev.key === "Enter" ? -1 : 1), index);
    }

    focus(row, index) {
        const last = this.state.grid.units;
        let next = index;
        if (row > last) {
            [row, next] = [1, index + 1];
        } else if (row < 1) {
            [row, next] = [last, index - 1];
        }
        const input = this.root.el.querySelector(`[data-row="${row}"][data-column="${next}"]`);
        if (input) {
            input.focus();
            input.select?.();
        } else {
            document.activeElement?.blur();
        }
    }

    async onLeave(unit, column) {
        const cell = this.cell(unit, column);
        const text = cell.text.trim();
        if (text === (cell.saved ?? "")) {
            cell.error = "";
            return;
        }
        if (!text) {
            cell.text = cell.saved ?? "";
            return;
        }
        await this.save(unit, column, { value: text });
    }

    async judge(unit, column, ok) {
        const cell = this.cell(unit, column);
        cell.text = ok ? "ok" : "no";
        if (cell.text !== cell.saved) {
            await this.save(unit, column, { ok });
        }
    }

    onJudgeKey(ev, unit, column, index) {
        const judged = { o: true, O: true, 1: true, "+": true, x: false, X: false, 0: false, "-": false }[ev.key];
        if (judged === undefined) {
            return this.onKeydown(ev, unit, index);
        }
        ev.preventDefault();
        this.judge(unit, column, judged);
        this.focus(unit + 1, index);
    }

    async save(unit, column, values, reason = "") {
        const cell = this.cell(unit, column);
        if (cell.saved !== null && !reason) {
            this.state.correcting = { unit, column, values };
            this.state.reason = "";
            return;
        }
        const reading = { characteristic: column.characteristic, unit_no: unit, ...values, ...(reason ? { reason } : {}) };
        await this.saving.exec(() => this.send(unit, column, reading));
    }

    /** One reading after the other, so that no answer overtakes another. */
    async send(unit, column, reading) {
        let why = "";
        try {
            const result = await this.orm.call("mdq.inspection", "record", [[this.props.record.resId], [reading]]);
            why = result.rejected.length ? result.rejected[0].why : "";
            await this.load(this.props.record);
        } catch (error) {
            why = error.data?.message || error.message;
        }
        this.cell(unit, column).error = this.state.message = why;
    }

    async correct() {
        const { unit, column, values } = this.state.correcting;
        const reason = this.state.reason.trim();
        this.state.correcting = null;
        await this.save(unit, column, values, reason);
    }

    giveUpCorrection() {
        const { unit, column } = this.state.correcting;
        const cell = this.cell(unit, column);
        cell.text = cell.saved;
        this.state.correcting = null;
    }
}

export const readingGrid = { component: ReadingGrid };
registry.category("view_widgets").add("mdq_reading_grid", readingGrid);
