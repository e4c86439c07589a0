import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { Component, onWillStart, useState } from "@odoo/owl";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const SIGNS = { added: "+", removed: "−", changed: "±", same: "" };

/** Two revisions of one record side by side: what was added, removed and changed. */
export class Diff extends Component {
    static template = "mdq_base.Diff";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.params = this.props.action.params;
        this.state = useState({ result: null, showSame: false, oldId: this.params.other_id, newId: this.params.res_id });
        onWillStart(() => this.load());
    }

    async load() {
        const { newId, oldId } = this.state;
        const result = await this.orm.call(this.params.model, "compare", [[newId]], { other_id: oldId || null });
        Object.assign(this.state, { result, oldId: result.old?.id, newId: result.new.id });
    }

    async choose(side, event) {
        const chosen = Number(event.target.value);
        const other = side === "oldId" ? "newId" : "oldId";
        if (chosen === this.state[other]) {
            this.state[other] = this.state[side];
        }
        this.state[side] = chosen;
        await this.load();
    }

    async print() {
        const args = [[this.state.newId], this.state.oldId];
        await this.action.doAction(await this.orm.call(this.params.model, "action_print_comparison", args));
    }

    openRevision(id) {
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: this.params.model, res_id: id, views: [[false, "form"]],
        });
    }

    get differs() {
        const { added, removed, changed } = this.state.result.counts;
        return added + removed + changed > 0;
    }

    get tallies() {
        const { counts } = this.state.result;
        return [
            { kind: "added", text: _t("%s added", counts.added) },
            { kind: "removed", text: _t("%s removed", counts.removed) },
            { kind: "changed", text: _t("%s changed", counts.changed) },
        ];
    }

    revisionLabel(revision) {
        const since = revision.date ? `, ${formatDate(deserializeDateTime(revision.date))}` : "";
        return _t("Revision %(number)s (%(state)s%(since)s)", { number: revision.revision, state: revision.state, since });
    }

    sign(kind) {
        return SIGNS[kind];
    }

    kindLabel(kind) {
        return { added: _t("Added"), removed: _t("Removed"), changed: _t("Changed"), same: _t("Same") }[kind];
    }

    /** Without what is the same, or all that says something. */
    shown(lines) {
        return lines.filter((line) => line.kind !== "same" || (this.state.showSame && (line.title || line.old)));
    }

    segments(line, side) {
        const mine = side === "old" ? "removed" : "added";
        return (line.words || []).filter(([kind]) => kind === "same" || kind === mine);
    }
}

registry.category("actions").add("mdq_diff", Diff);
