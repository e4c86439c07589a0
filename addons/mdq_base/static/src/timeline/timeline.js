import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useDebounced } from "@web/core/utils/timing";
import { serializeDateTime } from "@web/core/l10n/dates";
import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { TimelineGroup } from "./timeline_group";
import { byDay } from "./timeline_days";

const { DateTime } = luxon;
const NO_FILTER = {
    text: "", person: "", field: "", period: "", since: "", until: "", after_approval: false, deletions: false,
    exceptions: false, without_reason: false,
};

/** Everything that happened to one record, as the audit ledger has it: newest first, a page at a time. */
export class Timeline extends Component {
    static template = "mdq_base.Timeline";
    static components = { TimelineGroup };
    static props = {
        model: String, resId: Number, exceptions: { type: Boolean, optional: true }, canAsk: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.choices = { people: [], fields: [] };
        this.state = useState({ ...NO_FILTER, exceptions: Boolean(this.props.exceptions), mayAsk: false, items: [], next: false, approved: false, loading: true });
        this.reload = () => this.load({ fromStart: true });
        this.reloadSoon = useDebounced(this.reload, 300);
        this.end = useRef("end");
        onWillStart(async () => {
            const record = { model: this.props.model, res_id: this.props.resId };
            [this.choices, this.state.mayAsk] = await Promise.all([
                this.orm.call("mdq.ledger", "timeline_choices", [], record),
                this.props.canAsk && user.checkAccessRight("mdq.audit.review", "create"), this.reload(),
            ]);
        });
        useEffect((end) => this.loadWhenSeen(end), () => [this.end.el, this.state.next]);
    }

    get filters() {
        const { text, person, field, after_approval, deletions, exceptions, without_reason } = this.state;
        return {
            text, after_approval, deletions, exceptions, without_reason, ...this.period,
            people: person ? [parseInt(person)] : [], fields: field ? [field] : [],
        };
    }

    get period() {
        const { period, since, until } = this.state;
        if (period === "custom") {
            return {
                since: since ? serializeDateTime(DateTime.fromISO(since)) : false,
                until: until ? serializeDateTime(DateTime.fromISO(until).plus({ days: 1 })) : false,
            };
        }
        return period ? { since: serializeDateTime(DateTime.now().startOf("day").minus({ days: parseInt(period) })) } : {};
    }

    get isFiltered() {
        return Object.keys(NO_FILTER).some((name) => this.state[name]);
    }

    get days() {
        return byDay(this.state.items);
    }

    async load({ fromStart }) {
        this.state.loading = true;
        const page = await this.keepLast.add(this.orm.silent.call("mdq.ledger", "timeline", [], {
            model: this.props.model, res_id: this.props.resId, filters: this.filters,
            cursor: fromStart ? false : this.state.next,
        }));
        this.state.items = fromStart ? page.items : [...this.state.items, ...page.items];
        this.state.next = page.next;
        this.state.approved = page.approved;
        this.state.loading = false;
    }

    loadMore() {
        if (this.state.next && !this.state.loading) {
            return this.load({ fromStart: false });
        }
    }

    /** The button at the end is for the keyboard; for everybody else it is pressed when it comes into sight. */
    loadWhenSeen(end) {
        if (!end) {
            return;
        }
        const observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.loadMore(), {
            rootMargin: "300px",
        });
        observer.observe(end);
        return () => observer.disconnect();
    }

    clear() {
        Object.assign(this.state, NO_FILTER);
        return this.reload();
    }

    get narrowings() {
        return [
            { id: "after_approval", name: _t("After approval") }, { id: "deletions", name: _t("Deletions") },
            { id: "exceptions", name: _t("Exceptions") }, { id: "without_reason", name: _t("Without reason") },
        ];
    }

    toggle(name) {
        this.state[name] = !this.state[name];
        return this.reload();
    }

    askForReview() {
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: "mdq.audit.review", views: [[false, "form"]],
            name: _t("Audit-Trail Review"),
            context: { default_res_model: this.props.model, default_res_id: this.props.resId },
        });
    }

    async export(method) {
        const [id] = await this.orm.create("mdq.timeline.export", [
            { res_model: this.props.model, res_id: this.props.resId, filters: this.filters },
        ]);
        await this.action.doAction(await this.orm.call("mdq.timeline.export", method, [[id]]));
    }

    get periods() {
        return [
            { id: "0", name: _t("Today") }, { id: "7", name: _t("Last 7 days") },
            { id: "30", name: _t("Last 30 days") }, { id: "365", name: _t("Last 12 months") },
            { id: "custom", name: _t("From … to …") },
        ];
    }
}

/** The timeline in a dialog of its own, opened from a form. */
export class TimelineAction extends Component {
    static template = "mdq_base.TimelineAction";
    static components = { Timeline };
    static props = { ...standardActionServiceProps };
}

registry.category("actions").add("mdq_history", TimelineAction);

/** The timeline of the record that a review is about, in the form of the review: what is exceptional comes first. */
export class TimelineOfReview extends Component {
    static template = "mdq_base.TimelineOfReview";
    static components = { Timeline };
    static props = { ...standardWidgetProps };

    get resId() {
        return this.props.record.data.res_id.resId ?? this.props.record.data.res_id;
    }
}

registry.category("view_widgets").add("mdq_timeline", {
    component: TimelineOfReview,
    fieldDependencies: [{ name: "res_model", type: "char" }, { name: "res_id", type: "many2one_reference" }],
});
