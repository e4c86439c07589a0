import { _t } from "@web/core/l10n/translation";
import { localization } from "@web/core/l10n/localization";
import { reactive } from "@odoo/owl";
import { fromGauge, parseBlock, withPoint } from "./decimal";
import { Outbox, isRefusal } from "./outbox";
import { placeBlock } from "./paste";
import { Sheet, isJudged, textOf, valuesOf } from "./sheet";
import { WedgeWatch } from "./wedge";

/** A number with its point; what is judged as its word; any other text as it is. */
function normal(column, text) {
    if (column.kind === "variable") {
        return withPoint(text, localization.decimalPoint);
    }
    const judged = isJudged(column) ? valuesOf(column, text) : null;
    return judged ? (judged.ok ? "ok" : "no") : text.trim();
}

/** Where readings are entered: takes keys, buttons, blocks and gauges, and hands them to the queue. */
export class EntryDesk {
    /**
     * @param {Object} orm
     * @param {number} inspection
     * @param {string} method of mdq.inspection that gives the grid: get_grid or get_floor
     * @param {Function} [onScan] called with what a scanner wrote into a cell that is no number
     * @param {Function} [onSaved] called with the server's answer
     * @param {Function} [onGrown] called when there is more to look at than before
     */
    constructor(orm, inspection, { method = "get_grid", onScan = () => {}, onSaved = () => {}, onGrown = () => {} } = {}) {
        Object.assign(this, { orm, inspection, method, onScan, onSaved, onGrown });
        this.sheet = new Sheet();
        this.outbox = new Outbox(orm, inspection, (answer, entries) => this.saved(answer, entries));
        this.wedge = new WedgeWatch();
        this.state = reactive({ message: "", reason: "", lateReason: "", gauges: {}, active: null, isStale: false });
        this.on = Object.fromEntries(["focus", "leave", "end", "judge", "attach", "restore", "press", "paste", "typing"].map(
            (name) => [name, (...args) => this[name](...args)]
        ));
    }

    // ---------------------------------------------------------------------------------- loading

    /** What the server has, or what it had when it was last reached; with what waits in the queue on top. */
    async load() {
        const grid = await this.outbox.between(() => this.fetch());
        for (const entry of this.outbox.state.entries) {
            this.sheet.show(entry);
        }
        await this.resumeTyping();
        this.sheet.count();
        this.outbox.flush();
        return grid;
    }

    /** The queue first: what leaves it from now on, sent by the work list too, is on the sheet or is asked for again. */
    async fetch() {
        await this.outbox.load();
        const grid = await this.getGrid(`${this.method}|${this.inspection}`);
        this.sheet.load(grid);
        return grid;
    }

    async getGrid(name) {
        try {
            const grid = await this.orm.silent.call("mdq.inspection", this.method, [[this.inspection]]);
            this.state.isStale = false;
            this.outbox.queue.keep(name, grid).catch(() => {});
            return grid;
        } catch (error) {
            const grid = await this.outbox.queue.getKept(name);
            if (!grid || isRefusal(error)) {
                throw error;
            }
            this.state.isStale = true;
            return grid;
        }
    }

    /** What was being typed when the tab was closed stands in its cell again; whoever typed it says that it is whole. */
    async resumeTyping() {
        if (this.isResumed) {
            return;
        }
        this.isResumed = true;
        const typed = await this.outbox.queue.getKept(`typing|${this.inspection}`);
        const cell = typed && this.sheet.cellOf(typed);
        if (cell && !cell.entry && this.sheet.editable && typed.text.trim() && (cell.saved ?? "") !== typed.text.trim()) {
            cell.text = typed.text;
            this.state.message = _t(
                "“%(text)s” for %(name)s of unit %(unit)s was being typed when this page was closed. Go to the cell: Enter takes it, Escape drops it.",
                { text: typed.text, name: cell.column.name, unit: cell.unit }
            );
        }
    }

    close() {
        this.outbox.close();
    }

    // ------------------------------------------------------------------------------------- keys

    focus(cell) {
        if (this.state.active?.cell !== cell) {
            this.wedge.forget();
        }
        this.state.active = { cell, unit: cell.unit, column: cell.column.id };
    }

    press(ev, cell) {
        if (ev.key.length === 1 && !ev.ctrlKey && !ev.metaKey) {
            this.wedge.press(ev.timeStamp, ev.target.selectionStart ?? 0);
        } else if (ev.key.length > 1 && ev.key !== "Shift") {
            this.wedge.forget();
        }
    }

    /** A key that ends an entry: when all keys before came as fast as a machine's, it was a gauge or a scanner. */
    end(ev, cell) {
        const isMachine = ["Enter", "Tab"].includes(ev.key) && this.wedge.isMachine(ev.timeStamp);
        const from = this.wedge.from;
        this.wedge.forget();
        if (!isMachine || cell.column.kind !== "variable" || !this.sheet.editable) {
            return;
        }
        const sent = cell.text.slice(from);
        const value = fromGauge(sent);
        if (value === null) {
            this.restore(cell);
            this.onScan(sent.trim());
            return;
        }
        cell.text = value;
        cell.isSent = true;
    }

    restore(cell) {
        this.forgetTyping();
        const entry = this.outbox.state.entries.find((each) => each.client_key === cell.entry);
        cell.text = entry ? textOf(entry) : cell.saved ?? "";
        cell.error = entry?.why || "";
    }

    /** Kept with every key, so that not even a half-typed number is lost with the tab. */
    typing(cell) {
        const typed = { characteristic: cell.column.characteristic, unit_no: cell.unit, text: cell.text };
        this.outbox.queue.keep(`typing|${this.inspection}`, typed).catch(() => {});
    }

    forgetTyping() {
        this.outbox.queue.keep(`typing|${this.inspection}`, null).catch(() => {});
    }

    leave(cell) {
        const text = normal(cell.column, cell.text);
        const isSent = cell.isSent;
        cell.isSent = false;
        if (!this.sheet.editable || !text || this.isSaid(cell, text)) {
            this.restore(cell);
            return;
        }
        cell.text = text;
        return this.commit([{ cell, values: valuesOf(cell.column, text), isSent }]);
    }

    /** A file that is the reading itself. */
    attach(cell, file) {
        cell.text = file.name;
        return this.commit([{ cell, values: { file } }]);
    }

    judge(cell, ok) {
        const text = ok ? "ok" : "no";
        if (this.isSaid(cell, text)) {
            return;
        }
        cell.text = text;
        return this.commit([{ cell, values: { ok } }]);
    }

    /** Whether this is what the cell says anyway. */
    isSaid(cell, text) {
        const entry = this.outbox.state.entries.find((each) => each.client_key === cell.entry);
        return text === (entry ? textOf(entry) : cell.saved ?? "");
    }

    paste(ev, cell) {
        const block = parseBlock(ev.clipboardData?.getData("text") || "");
        if ((block.length === 1 && block[0].length === 1) || !this.sheet.editable) {
            return; // one value goes in as it does everywhere
        }
        ev.preventDefault();
        this.restore(cell);
        const { items, left } = placeBlock(this.sheet, cell, block, normal);
        this.state.message = left
            ? _t("%(taken)s values pasted; %(left)s lie outside the sheet or say neither good nor bad, and were left out.", { taken: items.length, left })
            : _t("%s values pasted.", items.length);
        return this.commit(items.filter((item) => !this.isSaid(item.cell, item.cell.text)));
    }

    // ---------------------------------------------------------------------------------- entries

    commit(items) {
        this.committing = this.enter(items);
        return this.committing;
    }

    /** Put entries into the queue; those that change what is there wait for the reason. */
    async enter(items) {
        for (const { cell, values, isSent } of items) {
            const former = this.outbox.state.entries.find((each) => each.client_key === cell.entry);
            const isReplaced = former && (former.draft || (former.why && !former.standing));
            const isCorrection = !cell.hidden && (cell.saved !== null || (former && !isReplaced));
            const entry = await this.outbox.add({
                kind: cell.hidden ? "second" : "reading", characteristic: cell.column.characteristic, unit_no: cell.unit, ...values,
                ...this.getOrigin(cell, isSent), draft: isCorrection,
            });
            if (isReplaced || former?.standing) {
                await this.outbox.remove(former); // it was never taken
            }
            this.sheet.show(entry);
        }
        this.forgetTyping();
        this.sheet.count();
        return this.outbox.flush();
    }

    /** A gauge is the source only when it is chosen and sends by itself; what is typed off it names it all the same. */
    getOrigin(cell, isSent) {
        const gauge = this.state.gauges[cell.column.id];
        return { source: isSent && gauge?.sends ? "gauge" : "manual", ...(gauge ? { gauge: gauge.id } : {}) };
    }

    /** From now on; and what was refused only as nobody had said with which gauge is sent with it. */
    async chooseGauge(column, gauge) {
        this.state.gauges[column.id] = gauge;
        const isOwed = (entry) => gauge && entry.kind !== "defect" && !entry.gauge && !entry.standing && entry.characteristic === column.characteristic;
        for (const entry of this.outbox.refused.filter(isOwed)) {
            this.sheet.show(await this.outbox.change(entry, { gauge: gauge.id, why: "" }));
        }
        return this.outbox.flush();
    }

    async correct() {
        const reason = this.state.reason.trim();
        this.state.reason = "";
        for (const entry of this.outbox.drafts) {
            await this.outbox.change(entry, { draft: false, reason });
        }
        return this.outbox.flush();
    }

    /** One reason for all that was kept here for long, as when there was no network. */
    async explainLate() {
        const reason = this.state.lateReason.trim();
        this.state.lateReason = "";
        for (const entry of this.outbox.late) {
            await this.outbox.change(entry, { late: false, late_reason: reason });
        }
        return this.outbox.flush();
    }

    async giveUpCorrections() {
        this.state.reason = "";
        for (const entry of this.outbox.drafts) {
            await this.drop(entry);
        }
    }

    async drop(entry) {
        await this.outbox.remove(entry);
        this.sheet.release(entry);
        this.sheet.count();
    }

    saved(answer, entries) {
        for (const entry of entries) {
            const left = this.outbox.state.entries.find((each) => each.client_key === entry.client_key);
            left ? this.sheet.show(left) : this.sheet.release(entry);
        }
        if (answer) {
            this.sheet.apply(answer.cells);
        }
        this.sheet.count();
        if (answer && this.hasGrown(answer.shape)) {
            this.onGrown();
        }
        const refused = this.outbox.refused;
        if (refused.length || this.hasRefused) {
            this.state.message = refused.length ? refused.at(-1).why : "";
        }
        this.hasRefused = refused.length > 0;
        this.onSaved(answer, entries);
    }

    /** Whether there is more to look at than the sheet shows: a second sample, once the first one did not decide. */
    hasGrown({ units, needed }) {
        return units !== this.sheet.units || needed.some((number, place) => number !== this.sheet.columns[place]?.needed);
    }

    /** All that can be sent is sent before somebody goes on. */
    async settle() {
        const { activeElement } = document;
        if (activeElement?.closest(".o_mdq_readings")) {
            activeElement.blur();
        }
        await this.committing;
        return this.outbox.flush();
    }
}
