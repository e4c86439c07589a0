import { Component, onWillStart, useState } from "@odoo/owl";
import { MdqCards } from "@mdq_base/cards/cards";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Everything about one record on one page, as the server tells it: `method` of `model`, asked for the record that the action
 * names in `param`, that it was opened from, or that the address of the page names.
 */
export class RecordPage extends Component {
    static components = { MdqCards };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: null });
        onWillStart(() => this.load());
    }

    get recordId() {
        const { params, context } = this.props.action;
        return params?.[this.constructor.param] || context?.active_id || this.props.resId;
    }

    async load() {
        const { model, method } = this.constructor;
        if (this.recordId) {
            this.state.page = await this.orm.call(model, method, [[this.recordId]]);
            this.props.updateActionState?.({ resId: this.recordId });
        }
    }

    openForm(model, id) {
        return this.action.doAction({ type: "ir.actions.act_window", res_model: model, res_id: id, views: [[false, "form"]] });
    }
}
