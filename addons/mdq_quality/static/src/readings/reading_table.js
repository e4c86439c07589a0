import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Component, onMounted, onPatched, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { SamplePhotos } from "../reading_grid/sample_photos";
import { ReadingCell } from "./reading_cell";
import { limitsOf } from "./sheet";

const SPARE = 6; // rows above and below what is seen

/** The sheet as a table. Only the rows that are seen are there, however many there are. */
export class ReadingTable extends Component {
    static template = "mdq_quality.ReadingTable";
    static components = { ReadingCell };
    static props = {
        sheet: Object, units: Number, columns: Array, editable: Boolean, on: Object, rowHeight: { type: Number, optional: true },
        active: { type: Object, optional: true }, numbers: { type: Object, optional: true },
        drawn: { type: Array, optional: true },
    };
    static defaultProps = { rowHeight: 44 };

    setup() {
        this.dialog = useService("dialog");
        this.root = useRef("root");
        this.state = useState({ first: 0, count: 12 }); // until it is known how much is seen
        this.limits = limitsOf;
        this.handlers = {
            ...this.props.on, key: (ev, cell) => this.onKey(ev, cell), judgeKey: (ev, cell) => this.onJudgeKey(ev, cell),
        };
        onMounted(() => this.measure());
        onPatched(() => this.focusWanted());
        useExternalListener(window, "resize", () => this.measure());
        useEffect(() => this.measure(), () => [this.props.units]);
    }

    get listed() {
        return this.props.columns.filter((column) => column.allowed?.length);
    }

    drawnName(unit) {
        return _t("No. %s", this.props.drawn[unit - 1]);
    }

    showPhotos(column) {
        this.dialog.add(SamplePhotos, { title: column.name, photos: column.photos });
    }

    get rows() {
        const { first, count } = this.state;
        const begin = Math.max(0, first - SPARE);
        const end = Math.min(this.props.units, first + count + SPARE);
        return Array.from({ length: end - begin }, (_unused, index) => begin + index + 1);
    }

    get above() {
        return (this.rows[0] - 1 || 0) * this.props.rowHeight;
    }

    get below() {
        return Math.max(0, this.props.units - (this.rows.at(-1) || 0)) * this.props.rowHeight;
    }

    measure() {
        const root = this.root.el;
        if (root) {
            const first = Math.floor(root.scrollTop / this.props.rowHeight);
            const count = Math.ceil(Math.min(root.clientHeight || 600, 2000) / this.props.rowHeight);
            if (first !== this.state.first || count !== this.state.count) {
                Object.assign(this.state, { first, count });
            }
        }
    }

    // ------------------------------------------------------------------------------- moving about

    onKey(ev, cell) {
        const place = this.props.sheet.placeOf(cell);
        const step = { Enter: ev.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step) {
            this.props.on.end(ev, cell);
            return this.go(ev, cell.unit + step, place);
        }
        const side = this.getSide(ev);
        if (side) {
            this.props.on.end(ev, cell);
            return this.go(ev, cell.unit, place + side, true);
        }
        if (ev.key === "Escape") {
            this.props.on.restore(cell);
        } else {
            this.props.on.press(ev, cell);
        }
    }

    /** Tab, or an arrow at the edge of what is typed. */
    getSide(ev) {
        const { target } = ev;
        if (ev.key === "Tab") {
            return ev.shiftKey ? -1 : 1;
        }
        const isInput = target.tagName === "INPUT" && target.type !== "file";
        const isWhole = !isInput || target.selectionEnd - target.selectionStart === target.value.length;
        if (ev.key === "ArrowLeft" && (isWhole || target.selectionEnd === 0)) {
            return -1;
        }
        return ev.key === "ArrowRight" && (isWhole || target.selectionStart === target.value.length) ? 1 : 0;
    }

    onJudgeKey(ev, cell) {
        const judged = { o: true, O: true, 1: true, "+": true, x: false, X: false, 0: false, "-": false }[ev.key];
        if (judged === undefined || ev.ctrlKey || ev.metaKey || ev.altKey) {
            return this.onKey(ev, cell);
        }
        ev.preventDefault();
        if (this.props.editable) {
            this.props.on.judge(cell, judged);
            this.go(ev, cell.unit + 1, this.props.sheet.placeOf(cell));
        }
    }

    /** Go to a cell; past the last unit comes the next characteristic, past the last characteristic the next unit. */
    go(ev, row, place, isAcross = false) {
        const { columns, units } = this.props;
        while (isAcross && columns[place] && row > columns[place].needed) {
            place += ev.shiftKey || ev.key === "ArrowLeft" ? -1 : 1; // this unit is not in the sample of that class
        }
        if (isAcross && !columns[place]) {
            [row, place] = place < 0 ? [row - 1, columns.length - 1] : [row + 1, 0];
        } else if (row > columns[place].needed) {
            [row, place] = [1, place + 1];
        } else if (row < 1) {
            place -= 1;
            row = columns[place]?.needed;
        }
        if (!columns[place] || !(row >= 1 && row <= units)) {
            if (ev.key !== "Tab") {
                ev.preventDefault();
                ev.target.blur();
            }
            return; // Tab leaves the table
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.focus(row, place);
    }

    focus(row, place) {
        const input = this.find(row, place);
        if (input) {
            input.focus();
            input.scrollIntoView({ block: "nearest", inline: "nearest" });
            return;
        }
        this.wanted = [row, place];
        this.root.el.scrollTop = Math.max(0, (row - 3) * this.props.rowHeight);
        this.measure();
    }

    focusWanted() {
        const input = this.wanted && this.find(...this.wanted);
        if (input) {
            this.wanted = null;
            input.focus();
        }
    }

    find(row, place) {
        return this.root.el.querySelector(`[data-row="${row}"][data-column="${place}"]`);
    }
}
