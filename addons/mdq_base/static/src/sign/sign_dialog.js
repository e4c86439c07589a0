import { _t } from "@web/core/l10n/translation";
import { startAuthentication } from "@auth_passkey/../lib/simplewebauthn";
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
        this.state = useState({ reason: "", password: "", token: "", accepted: false, byPasskey: false, error: "", busy: false });
        this.firstInput = useRef("first");
        onWillStart(async () => {
            this.signer = await this.orm.silent.call("mdq.signature", "get_signer", []);
            this.state.byPasskey = this.signer.has_passkey;
        });
        onMounted(() => this.firstInput.el?.focus());
        onWillDestroy(() => this.forget());
    }

    get reasonRequired() {
        return this.props.params.reason_required;
    }

    get canSign() {
        const { busy, reason, accepted } = this.state;
        return !busy && this.isProved && (accepted || !this.signer.statement) && (!this.reasonRequired || reason.trim());
    }

    get isProved() {
        const { byPasskey, password, token } = this.state;
        return byPasskey || (password && (token || !this.signer.needs_code));
    }

    async getCredential(call) {
        const proof = this.state.byPasskey ? await this.askPasskey(call) : this.typedProof;
        return { ...proof, ...(this.signer.statement && { accepts: this.signer.statement.version }) };
    }

    get typedProof() {
        const { password, token } = this.state;
        if (this.signer.needs_code) {
            return { type: "totp", password, token: token.replace(/\s/g, "") };
        }
        return { type: "password", password };
    }

    /** The server makes a challenge for this very call; the passkey's answer to it signs no other. */
    async askPasskey(call) {
        const options = await this.orm.silent.call("mdq.signature.challenge", "start", [], call);
        const answer = await startAuthentication(options);
        return { type: "webauthn", webauthn_response: JSON.stringify(answer) };
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
        const call = this.getCall();
        this.state.busy = true;
        this.state.error = "";
        try {
            const credential = await this.getCredential(call);
            const result = await this.orm.silent.call(call.model, call.method, call.args, { ...call.kwargs, credential });
            this.props.close();
            this.props.onSigned(result);
        } catch (error) {
            this.state.error = this.explain(error);
        } finally {
            this.forget();
            this.state.busy = false;
        }
    }

    explain(error) {
        if (error.name === "NotAllowedError") {
            return _t("Not signed: the passkey was not used. Try again, or sign with your password.");
        }
        return error.data?.message || error.message;
    }

    /** The call that signs, without the credential. */
    getCall() {
        const { model, method, args, reason_param } = this.props.params;
        const { ids, ...named } = args;
        const kwargs = { ...named, [reason_param || "reason"]: this.state.reason.trim() || false };
        return { model, method, args: ids ? [ids] : [], kwargs };
    }
}
