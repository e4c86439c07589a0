import { _t } from "@web/core/l10n/translation";
import { Component, useState } from "@odoo/owl";

/** Below the sheet: what waits for a reason, what was not taken, and what is not sent yet. */
export class EntryBar extends Component {
    static template = "mdq_quality.EntryBar";
    static props = { desk: Object, onDecide: { type: Function, optional: true } };

    setup() {
        this.state = useState(this.props.desk.state);
        this.outbox = useState(this.props.desk.outbox.state);
    }

    get drafts() {
        return this.outbox.entries.filter((entry) => entry.draft);
    }

    get refused() {
        return this.outbox.entries.filter((entry) => entry.why);
    }

    get unsent() {
        return this.outbox.entries.filter((entry) => !entry.why && !entry.draft && !entry.late).length;
    }

    get late() {
        return this.outbox.entries.filter((entry) => entry.late);
    }

    get lateQuestion() {
        return this.late.length === 1
            ? _t("The reading of unit %s comes long after it was entered. Why does it come late?", this.late[0].unit_no)
            : _t("%s readings come long after they were entered. Why do they come late?", this.late.length);
    }

    get question() {
        return this.drafts.length === 1
            ? _t("Why is the reading of unit %s corrected?", this.drafts[0].unit_no)
            : _t("Why are these %s readings corrected?", this.drafts.length);
    }

    get notSent() {
        const { isFailing, isOffline, isLoggedOut } = this.outbox;
        const said = this.unsent === 1 ? _t("1 entry is not sent yet.") : _t("%s entries are not sent yet.", this.unsent);
        if (isLoggedOut) {
            return `${said} ${_t("You are logged out: log in again, and they are sent.")}`;
        }
        if (isFailing) {
            return `${said} ${_t("The server cannot take them now: they are kept on this device and tried again.")}`;
        }
        return isOffline ? `${said} ${_t("No connection: they are kept on this device and sent by themselves.")}` : said;
    }

    get isHeld() {
        return this.unsent && (this.outbox.isOffline || this.outbox.isLoggedOut || this.outbox.isFailing);
    }
}
