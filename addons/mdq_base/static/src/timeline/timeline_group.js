import { _t } from "@web/core/l10n/translation";
import { Component, useState } from "@odoo/owl";
import { momentOf } from "./timeline_days";

const SHOWN = 8; // changes of one item before the rest folds
const LONG = 240; // characters of a value before it folds

/** What one person did in one transaction. */
export class TimelineGroup extends Component {
    static template = "mdq_base.TimelineGroup";
    static props = { group: Object };

    setup() {
        this.state = useState({ open: {} });
    }

    get first() {
        return this.props.group.items[0];
    }

    get time() {
        return momentOf(this.first).toFormat("HH:mm:ss ZZZZ");
    }

    get utc() {
        return momentOf(this.first).toUTC().toFormat("yyyy-LL-dd HH:mm:ss 'UTC'");
    }

    get who() {
        const nobody = this.first.operation === "B" ? _t("The ledger itself") : _t("Nobody (outside of Odoo)");
        return this.first.user || nobody;
    }

    get session() {
        const { uid, session_uid, session_user } = this.first;
        return session_uid && session_uid !== uid ? _t("in the session of %s", session_user) : "";
    }

    get reasons() {
        return [...new Set(this.props.group.items.filter((item) => !item.event && item.reason).map((item) => item.reason))];
    }

    icon(item) {
        if (item.operation === "D" && item.kind !== "link") {
            return "fa-trash text-danger";
        }
        return {
            signature: "fa-pencil-square-o text-success", approval: "fa-check-square-o text-success",
            attachment: "fa-paperclip text-muted",
        }[item.kind] || (item.operation === "I" && item.kind !== "link" ? "fa-plus text-info" : "fa-pencil text-muted");
    }

    changes(item) {
        return this.state.open[item.id] ? item.changes : item.changes.slice(0, SHOWN);
    }

    more(item) {
        const hidden = this.state.open[item.id] ? 0 : item.changes.length - SHOWN;
        return hidden > 0 ? _t("%s more", hidden) : "";
    }

    show(item) {
        this.state.open[item.id] = true;
    }

    isLong(text) {
        return text.length > LONG;
    }

    hint(change) {
        if (change.is_removed) {
            return _t("This field does not exist any more.");
        }
        return change.is_todays ? _t("Name as of today: that of the time is not in the ledger.") : "";
    }
}
