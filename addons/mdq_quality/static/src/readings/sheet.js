import { _t } from "@web/core/l10n/translation";
import { markRaw, reactive } from "@odoo/owl";
import { asJudged, judge } from "./decimal";

/**
 * The readings of one inspection as a sheet: a row a unit, a column a characteristic.
 *
 * Each cell is an object of its own, so that a key that is typed draws one cell anew and not the sheet.
 */
export class Sheet {
    constructor() {
        this.cells = new Map();
        this.columns = [];
        this.units = 0;
        this.editable = false;
        this.progress = reactive({ taken: 0, needed: 0, failed: 0, waiting: 0, unsent: 0 });
    }

    /** What the server has, without losing what is being typed or waits in the queue. */
    load(grid) {
        this.columns = grid.columns.map((column) => markRaw(column));
        this.units = grid.units;
        this.editable = grid.editable;
        const readings = new Map(grid.readings.map((reading) => [`${reading.unit_no}/${reading.line}`, reading]));
        for (const column of grid.columns) {
            for (let unit = 1; unit <= column.needed; unit++) {
                this.take(unit, column, readings.get(this.key(unit, column)));
            }
        }
        this.count();
    }

    /** What the server says of some cells after it took them. */
    apply(readings) {
        for (const reading of readings) {
            const column = this.columns.find((each) => each.id === reading.line);
            if (column) {
                this.take(reading.unit_no, column, reading);
            }
        }
        this.count();
    }

    take(unit, column, reading) {
        const cell = this.cell(unit, column);
        const isTyping = cell.text.trim() !== (cell.saved ?? "");
        const saved = reading ? this.textOf(reading, column) : null;
        Object.assign(cell, {
            column, saved, passed: reading ? reading.passed : null, corrected: Boolean(reading?.corrected), source: reading?.source || "",
            file: reading?.file || null, late: Boolean(reading?.late), waiting: Boolean(reading?.waiting), hidden: Boolean(reading?.hidden), disputed: Boolean(reading?.disputed),
            note: reading ? [`${reading.by}, ${reading.on} UTC`, reading.second].filter(Boolean).join(" / ") : "",
        });
        if (!isTyping && !cell.entry) {
            cell.text = saved ?? "";
            cell.error = "";
        }
    }

    textOf(reading, column) {
        if (reading.hidden) {
            return "";
        }
        return isJudged(column) ? (reading.passed ? "ok" : "no") : reading.value;
    }

    placeOf(cell) {
        return this.columns.findIndex((column) => column.id === cell.column.id);
    }

    key(unit, column) {
        return `${unit}/${column.id}`;
    }

    cell(unit, column) {
        const key = this.key(unit, column);
        if (!this.cells.has(key)) {
            this.cells.set(key, reactive({
                unit, column, text: "", saved: null, passed: null, error: "", note: "", corrected: false, source: "", late: false, waiting: false,
                hidden: false, disputed: false, entry: null, file: null,
            }));
        }
        return this.cells.get(key);
    }

    /** Show an entry of the queue in its cell: it stays there until the server has taken it. */
    show(entry) {
        const cell = this.cellOf(entry);
        if (cell) {
            Object.assign(cell, { text: textOf(entry), entry: entry.client_key, error: entry.why || "" });
        }
    }

    /** An entry is no longer in the queue; what was typed since stays. */
    release(entry) {
        const cell = this.cellOf(entry);
        if (cell?.entry === entry.client_key) {
            const isTyping = cell.text.trim() !== textOf(entry);
            Object.assign(cell, { entry: null, error: "", text: isTyping ? cell.text : cell.saved ?? "" });
        }
    }

    cellOf(entry) {
        const column = this.columns.find((each) => each.characteristic === entry.characteristic);
        return column && entry.unit_no <= column.needed ? this.cell(entry.unit_no, column) : null;
    }

    count() {
        const cells = [...this.cells.values()].filter((cell) => cell.unit <= cell.column.needed);
        const bad = cells.filter((cell) => verdictOf(cell) === false).map((cell) => cell.unit);
        Object.assign(this.progress, {
            needed: cells.length, taken: cells.filter((cell) => cell.saved !== null || cell.entry).length,
            failed: new Set(bad).size, waiting: cells.filter((cell) => cell.waiting).length,
            unsent: cells.filter((cell) => cell.entry).length,
        });
    }
}

/** What an entry of the queue says, as its cell shows it. */
export function textOf(entry) {
    return entry.value ?? entry.text ?? entry.file?.name ?? (entry.ok ? "ok" : "no");
}

export function isJudged(column) {
    return ["attribute", "visual"].includes(column.kind);
}

/** What is sent of a cell: each kind of characteristic has its own word for its value; null where the text says nothing. */
export function valuesOf(column, text) {
    if (isJudged(column)) {
        const ok = asJudged(text);
        return ok === null ? null : { ok };
    }
    return column.kind === "text" ? { text } : column.kind === "file" ? null : { value: text };
}

/** How a cell is judged: by the server what it has, until then by the same rule here. Null: not yet, or no number. */
export function verdictOf(cell) {
    const { column, passed, saved, entry } = cell;
    const text = cell.text.trim();
    if (!text || (saved !== null && text === saved && !entry)) {
        return text ? passed : null;
    }
    if (column.kind === "text") {
        return !column.allowed?.length || column.allowed.includes(text) ? null : false;
    }
    return isJudged(column) ? asJudged(text) : column.kind === "file" ? null : judge(text, column.lower, column.upper);
}

export function limitsOf(column) {
    const words = { attribute: _t("good / bad"), visual: _t("good / bad"), file: _t("file"), text: column.pattern || _t("text") };
    if (words[column.kind]) {
        return words[column.kind];
    }
    const { lower, upper, unit } = column;
    const range = lower && upper ? `${lower} – ${upper}` : lower ? `≥ ${lower}` : `≤ ${upper}`;
    return unit ? `${range} ${unit}` : range;
}
