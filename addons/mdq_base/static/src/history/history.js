import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { Component, onWillStart, useState } from "@odoo/owl";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The history of one record as the audit ledger has it, newest first. */
export class History extends Component {
    static template = "mdq_base.History";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ changes: [], filter: "" });
        onWillStart(async () => {
            const { model, res_id } = this.props.action.params;
            const changes = await this.orm.call("mdq.ledger", "history", [], { model, res_id });
            this.state.changes = changes.reverse();
        });
    }

    get shown() {
        const words = this.state.filter.toLowerCase();
        return this.state.changes.filter((change) =>
            [change.label, change.user, change.reason, change.old_text, change.new_text]
                .join(" ").toLowerCase().includes(words)
        );
    }

    time(change) {
        return formatDateTime(deserializeDateTime(change.at.replace("T", " ").slice(0, 19)));
    }
}

registry.category("actions").add("mdq_history", History);
