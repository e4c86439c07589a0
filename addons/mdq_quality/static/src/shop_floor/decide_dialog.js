import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { Component, useState } from "@odoo/owl";

/** What the server did not take, beside what stands there: each is decided with a reason. */
export class DecideDialog extends Component {
    static template = "mdq_quality.DecideDialog";
    static components = { Dialog };
    static props = { desk: Object, close: Function };

    setup() {
        this.orm = useService("orm");
        this.outbox = useState(this.props.desk.outbox.state);
        this.state = useState({ reasons: {}, error: "" });
    }

    get refused() {
        return this.outbox.entries.filter((entry) => entry.why);
    }

    name(entry) {
        const column = this.props.desk.sheet.columns.find((each) => each.characteristic === entry.characteristic);
        return column ? column.name : entry.code || "";
    }

    title(entry) {
        return _t("%(name)s, unit %(unit)s", { name: this.name(entry), unit: entry.unit_no });
    }

    recordedBy(entry) {
        return _t("Recorded by %s", entry.standing.by);
    }

    isJudged(entry) {
        return typeof entry.ok === "boolean";
    }

    reason(entry) {
        return (this.state.reasons[entry.client_key] || "").trim();
    }

    /** Mine: it is sent again, as the correction of what stands. */
    async useMine(entry) {
        const { desk } = this.props;
        const changed = await desk.outbox.change(entry, { kind: "reading", why: "", standing: null, reason: this.reason(entry) });
        desk.sheet.show(changed);
        await desk.outbox.flush();
        this.closeWhenDone();
    }

    /** Theirs: mine leaves the queue, and what it was is written down with the reason. */
    async dropMine(entry) {
        const { desk } = this.props;
        try {
            await this.orm.silent.call("mdq.inspection", "note_dropped", [[desk.inspection]], {
                entry: { name: this.name(entry), unit_no: entry.unit_no, said: entry.value ?? entry.text ?? entry.file?.name ?? entry.ok ?? entry.code, why: entry.why }, reason: this.reason(entry),
            });
        } catch (error) {
            this.state.error = error.data?.message || error.message;
            return;
        }
        await desk.drop(entry);
        this.closeWhenDone();
    }

    closeWhenDone() {
        if (!this.refused.length) {
            this.props.desk.state.message = "";
            this.props.close();
        }
    }
}
