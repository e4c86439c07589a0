import { Component, onWillStart, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
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
        this.dialog = useService("dialog");
        this.levels = LEVELS;
        this.state = useState({ points: [], running: false, stopped: false, result: null, anchor: "", first: "", last: "", since: "", until: "" });
        Object.assign(this.state, { month: null, archiving: false, archived: null, exporting: false });
        onWillStart(async () => {
            const [isAdmin, isSystem] = await Promise.all([user.hasGroup("mdq_base.group_admin"), user.hasGroup("base.group_system")]);
            this.mayArchive = isAdmin || isSystem;
            await this.load();
        });
    }

    async load() {
        this.state.points = await this.orm.call("mdq.ledger", "health", []);
        this.state.month = await this.orm.call("mdq.ledger.archive", "next_month", []);
    }

    get names() {
        return { good: _t("Good"), fair: _t("Could be better"), bad: _t("Act now") };
    }

    get percent() {
        return Math.round(100 * (this.state.result?.progress || 0));
    }

    async verify() {
        const result = { progress: 0, place: "", entries: 0, seals: 0, archived: 0, problems: [], done: false };
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
            result.archived += step.archived;
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
        await this.take("export", [parseInt(first) || null, parseInt(last) || null]);
    }

    async exportPeriod() {
        await this.take("export_period", [this.state.since, this.state.until]);
    }

    async take(method, args) {
        this.state.exporting = true;
        try {
            const made = await this.orm.call("mdq.ledger", method, args);
            this.download(made.attachment_id);
        } finally {
            this.state.exporting = false;
        }
    }

    download(attachment) {
        this.action.doAction({ type: "ir.actions.act_url", url: `/web/content/${attachment}?download=true`, target: "download" });
    }

    askToArchive() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Archive %s?", this.month),
            body: _t(
                "The entries of this month leave the ledger for an export, which you download and keep: at least twice, outside of this server. Their seals stay in the chain. This cannot be undone here."
            ),
            confirmLabel: _t("Verify and Archive"),
            confirm: () => this.archive(),
            cancel: () => {},
        });
    }

    get month() {
        return this.state.month.month.slice(0, 7);
    }

    async archive() {
        const month = this.month;
        this.state.archiving = true;
        try {
            const id = await this.orm.call("mdq.ledger.archive", "archive", [this.state.month.month]);
            const [{ export_id }] = await this.orm.read("mdq.ledger.archive", [id], ["export_id"]);
            const [{ attachment_id, sha256 }] = await this.orm.read("mdq.ledger.export", [export_id[0]], ["attachment_id", "sha256"]);
            this.state.archived = { month, attachment: attachment_id[0], sha256 };
            await this.load();
        } finally {
            this.state.archiving = false;
        }
    }
}

registry.category("actions").add("mdq_ledger_page", LedgerPage);
