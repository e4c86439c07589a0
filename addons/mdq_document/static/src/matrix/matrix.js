import { _t } from "@web/core/l10n/translation";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useState } from "@odoo/owl";

/** Who knows what: people down, documents or competences across, one colour a status. */
export class TrainingMatrix extends Component {
    static template = "mdq_document.TrainingMatrix";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.statuses = [
            { name: "done", sign: "✓", label: _t("Done") },
            { name: "due", sign: "○", label: _t("To do") },
            { name: "stale", sign: "↻", label: _t("To renew") },
            { name: "overdue", sign: "!", label: _t("Overdue") },
            { name: "expiring", sign: "◔", label: _t("Expires soon") },
            { name: "expired", sign: "×", label: _t("Expired") },
        ];
        this.byName = Object.fromEntries(this.statuses.map((status) => [status.name, status]));
        this.state = useState({ kind: "document", filters: {}, choices: [], only: "" });
        this.matrix = { rows: [], columns: [], cells: {} };
        onWillStart(async () => {
            const [choices] = await Promise.all([this.orm.call("mdq.training.assignment", "get_matrix_filters", []), this.load()]);
            this.state.choices = choices.filter((filter) => filter.choices.length);
        });
    }

    async load() {
        const { kind, filters } = this.state;
        this.matrix = await this.orm.call("mdq.training.assignment", "get_matrix", [], { kind, filters });
        this.state.loaded = Symbol();
    }

    async setKind(kind) {
        this.state.kind = kind;
        await this.load();
    }

    async setFilter(name, value) {
        this.state.filters[name] = Number(value) || false;
        await this.load();
    }

    /** Headings over the columns: documents of one kind or process stand together. */
    get groups() {
        const groups = [];
        for (const column of this.matrix.columns) {
            const last = groups.at(-1);
            if (last && last.name === column.group) {
                last.span += 1;
            } else {
                groups.push({ name: column.group, span: 1 });
            }
        }
        return groups.some((group) => group.name) ? groups : [];
    }

    get rows() {
        const { only } = this.state;
        const has = (row) => Object.values(this.matrix.cells[row.id]).some((cell) => cell[1] === only);
        return only ? this.matrix.rows.filter(has) : this.matrix.rows;
    }

    get counts() {
        const counts = {};
        for (const row of Object.values(this.matrix.cells)) {
            for (const cell of Object.values(row)) {
                counts[cell[1]] = (counts[cell[1]] || 0) + 1;
            }
        }
        return counts;
    }

    cell(row, column) {
        return this.matrix.cells[row.id][column.id];
    }

    hint(row, column, [, status, date]) {
        const when = date ? ` · ${formatDate(deserializeDate(date))}` : "";
        return `${row.name} · ${column.code} ${column.name}\n${this.byName[status].label}${when}`;
    }

    toggle(name) {
        this.state.only = this.state.only === name ? "" : name;
    }

    open(ev) {
        const id = Number(ev.target.closest("[data-assignment]")?.dataset.assignment);
        if (id) {
            this.action.doAction({
                type: "ir.actions.act_window", res_model: "mdq.training.assignment", res_id: id, views: [[false, "form"]],
            });
        }
    }

    get exportUrl() {
        const { kind, filters } = this.state;
        const chosen = Object.entries(filters).filter(([, value]) => value);
        return `/mdq/training/matrix.xlsx?${new URLSearchParams({ kind, ...Object.fromEntries(chosen) })}`;
    }
}

registry.category("actions").add("mdq_training_matrix", TrainingMatrix);
