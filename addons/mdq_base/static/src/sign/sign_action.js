import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SignDialog } from "./sign_dialog";

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
