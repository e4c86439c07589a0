import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

export const LEVELS = { good: "text-bg-success", fair: "text-bg-warning", bad: "text-bg-danger" };

/** How well the ledger is protected, and whether it is whole: checked in steps, so that one sees how far it is. */
export class LedgerPage extends Component {
    static template = "mdq_base.LedgerPage";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.levels = LEVELS;
        this.state = useState({ points: [], running: false, stopped: false, result: null, anchor: "", first: "", last: "" });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.points = await this.orm.call("mdq.ledger", "health", []);
    }

    get names() {
        return { good: _t("Good"), fair: _t("Could be better"), bad: _t("Act now") };
    }

    get percent() {
        return Math.round(100 * (this.state.result?.progress || 0));
    }

    async verify() {
        const result = { progress: 0, place: "", entries: 0, seals: 0, problems: [], done: false };
        Object.assign(this.state, { running: true, stopped: false, result });
        try {
            await this.checkAll(this.state.result);
        } finally {
            this.state.running = false;
        }
        await this.load();
    }

    async checkAll(result) {
        if (this.state.anchor.trim()) {
            result.problems.push(...(await this.orm.call("mdq.ledger", "check_anchor", [this.state.anchor])));
        }
        let position = null;
        while (position !== false && !this.state.stopped) {
            const step = await this.orm.call("mdq.ledger", "verify_step", [], { position });
            position = step.position;
            result.progress = step.progress;
            result.place = step.place;
            result.entries += step.entries;
            result.seals += step.seals;
            result.problems.push(...step.problems);
        }
        result.done = position === false;
    }

    stop() {
        this.state.stopped = true;
    }

    async seal() {
        const { entries } = await this.orm.call("mdq.ledger", "seal", []);
        this.notification.add(_t("Sealed: %s entries.", entries), { type: "success" });
        await this.load();
    }

    async export() {
        const { first, last } = this.state;
        const made = await this.orm.call("mdq.ledger", "export", [parseInt(first) || null, parseInt(last) || null]);
        this.action.doAction({
            type: "ir.actions.act_url", url: `/web/content/${made.attachment_id}?download=true`, target: "download",
        });
    }
}

registry.category("actions").add("mdq_ledger_page", LedgerPage);
