import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { useDebounced } from "@web/core/utils/timing";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { isRefusal } from "../readings/outbox";
import { EntryQueue } from "../readings/queue";
import { LeftBadges } from "./left_badges";

const { DateTime } = luxon;
const AGAIN = 60_000;

/** Open inspections, the most urgent first: mine, unassigned or all; by point; with words looked for. */
export class WorkList extends Component {
    static template = "mdq_quality.WorkList";
    static components = { LeftBadges };
    static props = {
        left: Object, found: { type: Object, optional: true }, onOpen: Function, onLeave: Function, onSearched: Function, onScan: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.queue = new EntryQueue();
        this.people = [["mine", _t("Mine")], ["unassigned", _t("Unassigned")], ["all", _t("All")]];
        this.state = useState({ who: "all", point: null, search: "", work: null, isStale: false });
        this.searchSoon = useDebounced(() => this.load(), 250);
        onWillStart(() => this.load());
        const timer = setInterval(() => this.load(), AGAIN);
        onWillDestroy(() => clearInterval(timer));
    }

    get cards() {
        return this.props.found ? this.props.found.cards : this.state.work?.cards || [];
    }

    async load() {
        const { who, point, search } = this.state;
        try {
            this.state.work = await this.orm.silent.call("mdq.inspection", "get_work_list", [], { who, point, search });
            this.state.isStale = false;
            if (!search && !point) {
                this.queue.keep(`list|${who}`, JSON.parse(JSON.stringify(this.state.work))).catch(() => {});
            }
        } catch (error) {
            if (isRefusal(error)) {
                throw error;
            }
            this.state.work = (await this.queue.getKept(`list|${who}`)) || this.state.work;
            this.state.isStale = true;
        }
    }

    choose(values) {
        Object.assign(this.state, values);
        this.props.onSearched();
        return this.load();
    }

    onSearch(ev) {
        this.state.search = ev.target.value;
        this.props.onSearched();
        this.searchSoon();
    }

    /** A scanner writes into the field of the search as well: Enter looks the label up first. */
    onSearchKey(ev) {
        if (ev.key === "Enter" && this.state.search.trim()) {
            const text = this.state.search.trim();
            this.state.search = "";
            this.props.onScan(text);
            this.load();
        }
    }

    async take(card) {
        await this.orm.call("mdq.inspection", "action_take", [[card.id]]);
        this.props.onOpen(card.id);
    }

    percent(card) {
        return card.needed ? Math.round((100 * card.taken) / card.needed) : 0;
    }

    since(at) {
        return at ? deserializeDateTime(at).toRelative() : "";
    }

    opened(card) {
        return _t("opened %s", this.since(card.opened));
    }


    get several() {
        return _t("Several open inspections have the label %s.", this.props.found.text);
    }

    /** Overdue, today or later; where nothing says until when, how long it waits already. */
    urgency(card) {
        if (!card.deadline) {
            return "";
        }
        const left = deserializeDateTime(card.deadline).diff(DateTime.now(), "hours").hours;
        return left < 0 ? "late" : left < 24 ? "today" : "";
    }

    isMine(card) {
        return card.inspector_id === user.userId;
    }
}
