import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";

const ICONS = {
    waiting: "fa-circle-o", open: "fa-hourglass-half", overdue: "fa-exclamation-circle", done: "fa-check-circle",
    rejected: "fa-times-circle", closed: "fa-minus-circle",
};

/** The way of a record along its approval route: who decided, who is next, since when and until when. */
export class ApprovalRoute extends Component {
    static template = "mdq_base.ApprovalRoute";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ requests: [], earlier: false });
        this.labels = {
            waiting: _t("Waiting"), open: _t("Open"), overdue: _t("Overdue"), done: _t("Done"), rejected: _t("Rejected"),
            closed: _t("Closed"), approved: _t("Approved"), superseded: _t("Superseded"), submitted: _t("Submitted"),
        };
        // `state` is read so that a record that moved on is asked for again.
        useRecordObserver((record) => this.load(record.resModel, record.resId, record.data.state));
    }

    async load(model, res_id) {
        this.state.requests = res_id ? await this.orm.silent.call("mdq.approval.request", "diagram", [], { model, res_id }) : [];
    }

    get shown() {
        return this.state.earlier ? this.state.requests : this.state.requests.slice(0, 1);
    }

    get earlierCount() {
        return this.state.requests.length - 1;
    }

    get earlierText() {
        return this.state.earlier ? _t("Hide earlier rounds") : _t("Show earlier rounds (%s)", this.earlierCount);
    }

    say(what, ...values) {
        const sentences = {
            behalf: () => _t("on behalf of %s", ...values), quorum: () => _t("%s of %s people", ...values),
            since: () => _t("since %s", ...values), until: () => _t("until %s", ...values),
            escalated: () => _t("escalated %s", ...values),
        };
        return sentences[what]();
    }

    icon(state) {
        return ICONS[state];
    }

    time(text) {
        return toLocaleDateTimeString(deserializeDateTime(text.replace("T", " ")));
    }
}

registry.category("view_widgets").add("mdq_approval_route", { component: ApprovalRoute });
