import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Component } from "@odoo/owl";
import { SignDialog } from "../sign/sign_dialog";

/**
 * A button on a portal page that opens the signing dialog, and loads the page again when it is signed.
 *
 * <owl-component name="mdq_base.portal_sign" t-att-props="json.dumps({...})"/>; see `props`.
 */
export class PortalSign extends Component {
    static template = "mdq_base.PortalSign";
    static props = {
        model: String,
        method: String, // of the model; takes `credential` and the reason
        ids: { type: Array, optional: true },
        args: { type: Object, optional: true }, // further named arguments
        title: String,
        meaning: String,
        label: { type: String, optional: true }, // of the button; the title if there is none
        records: { type: Array, optional: true }, // names of what is signed
        reasonParam: { type: String, optional: true },
        reasonRequired: { type: Boolean, optional: true },
        className: { type: String, optional: true },
        next: { type: String, optional: true }, // where to go when it is signed
    };

    setup() {
        this.dialog = useService("dialog");
    }

    open() {
        const { model, method, ids, args, title, meaning, records, reasonParam, reasonRequired, next } = this.props;
        const params = {
            model, method, title, meaning, records, reason_param: reasonParam, reason_required: reasonRequired,
            args: { ...args, ...(ids && { ids }) },
        };
        this.dialog.add(SignDialog, { params, onSigned: () => this.leave(next) });
    }

    leave(next) {
        if (next) {
            window.location.assign(next);
        } else {
            window.location.reload();
        }
    }
}

registry.category("public_components").add("mdq_base.portal_sign", PortalSign);
