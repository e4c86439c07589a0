import { _t } from "@web/core/l10n/translation";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { Component, useState } from "@odoo/owl";
import { isJudged, verdictOf } from "./sheet";

/** One cell: typed, or judged by two buttons. It alone is drawn anew while somebody types in it. */
export class ReadingCell extends Component {
    static template = "mdq_quality.ReadingCell";
    static props = { cell: Object, row: Number, place: Number, editable: Boolean, on: Object };

    setup() {
        this.cell = useState(this.props.cell);
    }

    get kind() {
        return isJudged(this.cell.column) ? "judged" : this.cell.column.kind;
    }

    /** good, bad, refused, unsent, second: each has a colour and a sign. */
    get look() {
        const { error, waiting, hidden, entry } = this.cell;
        const verdict = verdictOf(this.cell);
        if (error) {
            return "refused";
        }
        if (hidden && !entry) {
            return "second";
        }
        return verdict === null ? (waiting ? "second" : "") : verdict ? "good" : "bad";
    }

    get icon() {
        const icons = { good: "fa-check", bad: "fa-times", refused: "fa-exclamation-triangle", second: "fa-user-plus" };
        return icons[this.look] || "";
    }

    get title() {
        const { error, hidden, disputed, waiting, note, source, late } = this.cell;
        const sources = { manual: _t("Typed"), gauge: _t("Gauge"), import: _t("File"), api: _t("Program") };
        if (error) {
            return error;
        }
        if (disputed) {
            return _t("The two entries differ. Measure again together, and correct the first one.");
        }
        if (hidden) {
            return _t("Somebody entered this already. Enter it a second time, without looking.");
        }
        return [note, sources[source], late ? _t("came late") : "", waiting ? _t("waits for a second person") : ""].filter(Boolean).join(" / ");
    }

    get label() {
        const words = { good: _t("good"), bad: _t("bad"), refused: _t("not taken"), second: _t("second entry") };
        return `${this.cell.column.name} ${this.cell.unit} ${words[this.look] || ""}`.trim();
    }

    onInput(ev) {
        this.cell.text = ev.target.value;
        this.props.on.typing(this.cell);
        this.cell.error = "";
    }

    /** Left for another cell; where the window goes and takes the focus with it, what is half typed is not an entry yet. */
    onBlur(ev) {
        if (ev.target !== document.activeElement) {
            this.props.on.leave(this.cell);
        }
    }

    async onFile(ev) {
        const file = ev.target.files[0];
        ev.target.value = "";
        if (file) {
            const url = await getDataURLFromFile(file);
            this.props.on.attach(this.cell, { name: file.name, data: url.slice(url.indexOf(",") + 1) });
        }
    }

    judge(ok) {
        this.props.on.focus(this.cell);
        this.props.on.judge(this.cell, ok);
    }
}
