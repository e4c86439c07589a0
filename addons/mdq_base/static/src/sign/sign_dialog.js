import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { Dialog } from "@web/core/dialog/dialog";
import { Component, onMounted, useRef, useState } from "@odoo/owl";

/** Asks for the signer's credential and sends it with the very call that signs. It is kept nowhere. */
export class SignDialog extends Component {
    static template = "mdq_base.SignDialog";
    static components = { Dialog };
    static props = { params: Object, onSigned: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.userName = user.name;
        this.meanings = {
            authored: _t("Authored"), reviewed: _t("Reviewed"), approved: _t("Approved"), performed: _t("Performed"),
            verified: _t("Verified"), released: _t("Released"), received: _t("Received"), agreed: _t("Agreed"),
            rejected: _t("Rejected"), lifted: _t("Lifted"),
        };
        this.state = useState({ reason: "", password: "", token: "", error: "", busy: false });
        this.firstInput = useRef("first");
        onMounted(() => this.firstInput.el?.focus());
    }

    get credential() {
        if (this.state.token) {
            return { type: "totp", password: this.state.password, token: this.state.token.replace(/\s/g, "") };
        }
        return { type: "password", password: this.state.password };
    }

    get canSign() {
        const { reasonRequired } = this;
        return !this.state.busy && this.state.password && (!reasonRequired || this.state.reason.trim());
    }

    get reasonRequired() {
        return this.props.params.reason_required;
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && this.canSign) {
            this.sign();
        }
    }

    async sign() {
        const { model, method, args, reason_param } = this.props.params;
        const { ids, ...named } = args;
        this.state.busy = true;
        this.state.error = "";
        try {
            const kwargs = { ...named, credential: this.credential, [reason_param]: this.state.reason.trim() || false };
            const result = await this.orm.silent.call(model, method, ids ? [ids] : [], kwargs);
            this.state.password = this.state.token = "";
            this.props.close();
            this.props.onSigned(result);
        } catch (error) {
            this.state.password = this.state.token = "";
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("actions").add("mdq_sign", (env, action) => {
    env.services.dialog.add(SignDialog, {
        params: action.params,
        onSigned: (result) => {
            env.services.notification.add(_t("Signed."), { type: "success" });
            const next = result?.type?.startsWith("ir.actions") ? result : { type: "ir.actions.client", tag: "soft_reload" };
            env.services.action.doAction(next);
        },
    });
});
