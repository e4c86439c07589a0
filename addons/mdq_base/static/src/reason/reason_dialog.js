import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";
import { Component, useState } from "@odoo/owl";

/** Asks why something is changed; the change is made only with an answer. */
export class ReasonDialog extends Component {
    static template = "mdq_base.ReasonDialog";
    static components = { Dialog };
    static props = { record: String, fields: String, onReason: Function, close: Function };

    setup() {
        this.state = useState({ reason: "" });
        useAutofocus({ refName: "reason" });
    }

    get reason() {
        return this.state.reason.trim();
    }

    confirm() {
        this.props.onReason(this.reason);
        this.props.close();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.ctrlKey && this.reason) {
            this.confirm();
        }
    }
}
