import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { Component, onMounted, onWillDestroy, onWillStart, useRef, useState } from "@odoo/owl";

/**
 * Asks for the signer's credential and sends it with the very call that signs. It is kept nowhere.
 *
 * `params`: {model, method, args: {ids, …}, title, meaning, records, reason_param, reason_required}.
 */
export class SignDialog extends Component {
    static template = "mdq_base.SignDialog";
    static components = { Dialog };
    static props = { params: Object, onSigned: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.meanings = {
            authored: _t("Authored"), reviewed: _t("Reviewed"), approved: _t("Approved"), performed: _t("Performed"),
            verified: _t("Verified"), released: _t("Released"), received: _t("Received"), agreed: _t("Agreed"),
            rejected: _t("Rejected"), lifted: _t("Lifted"), understood: _t("Read and Understood"),
        };
        this.state = useState({ reason: "", password: "", token: "", accepted: false, error: "", busy: false });
        this.firstInput = useRef("first");
        onWillStart(async () => {
            this.signer = await this.orm.silent.call("mdq.signature", "get_signer", []);
        });
        onMounted(() => this.firstInput.el?.focus());
        onWillDestroy(() => this.forget());
    }

    get reasonRequired() {
        return this.props.params.reason_required;
    }

    get canSign() {
        const { busy, password, token, reason, accepted } = this.state;
        const proved = password && (token || !this.signer.needs_code);
        return !busy && proved && (accepted || !this.signer.statement) && (!this.reasonRequired || reason.trim());
    }

    get credential() {
        return { ...this.proof, ...(this.signer.statement && { accepts: this.signer.statement.version }) };
    }

    get proof() {
        const { password, token } = this.state;
        if (this.signer.needs_code) {
            return { type: "totp", password, token: token.replace(/\s/g, "") };
        }
        return { type: "password", password };
    }

    forget() {
        this.state.password = this.state.token = "";
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && this.canSign) {
            this.sign();
        }
    }

    async sign() {
        const { model, method } = this.props.params;
        const { args, kwargs } = this.getCall();
        this.state.busy = true;
        this.state.error = "";
        try {
            const result = await this.orm.silent.call(model, method, args, { ...kwargs, credential: this.credential });
            this.props.close();
            this.props.onSigned(result);
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.forget();
            this.state.busy = false;
        }
    }

    /** The call that signs, without the credential. */
    getCall() {
        const { args, reason_param } = this.props.params;
        const { ids, ...named } = args;
        const kwargs = { ...named, [reason_param || "reason"]: this.state.reason.trim() || false };
        return { args: ids ? [ids] : [], kwargs };
    }
}
