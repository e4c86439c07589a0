import { _t } from "@web/core/l10n/translation";
import { WarningDialog } from "@web/core/errors/error_dialogs";
import { ORM } from "@web/core/orm_service";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { Record as RelationalRecord } from "@web/model/relational_model/record";
import { ReasonDialog } from "./reason_dialog";

const NEEDED = "odoo.addons.mdq_base.exceptions.ReasonNeeded";
let dialogs;

/** The person went back to the form: nothing is saved, and what was typed stays. */
class ReasonNotGiven extends Error {}

/** The server says when a reason is needed; any other error goes on its way. */
function askReason(error) {
    if (error.exceptionName !== NEEDED) {
        throw error;
    }
    const { record, fields } = error.data.context;
    return new Promise((resolve, reject) => {
        dialogs.add(
            ReasonDialog,
            { record, fields, onReason: resolve },
            { onClose: () => reject(new ReasonNotGiven()) }
        );
    });
}

patch(ORM.prototype, {
    async webSave(model, ids, vals, kwargs = {}) {
        try {
            return await super.webSave(...arguments);
        } catch (error) {
            const reason = await askReason(error);
            return this.call(model, "web_save_with_reason", [ids, vals, reason], kwargs);
        }
    },

    async webSaveMulti(model, ids, valsList, kwargs = {}) {
        try {
            return await super.webSaveMulti(...arguments);
        } catch (error) {
            const reason = await askReason(error);
            return this.call(model, "web_save_multi_with_reason", [ids, valsList, reason], kwargs);
        }
    },
});

patch(RelationalRecord.prototype, {
    async _save(options = {}) {
        if (this.model._urgentSave && this.model.useSendBeaconToSaveUrgently && this.mdqAsksReason) {
            return false; // a page that closes cannot ask: the browser does, whether to stay
        }
        const { onError } = options;
        const stay = (error, tools) => (error instanceof ReasonNotGiven ? false : onError(error, tools));
        try {
            return await super._save({ ...options, onError: onError && stay });
        } catch (error) {
            if (error instanceof ReasonNotGiven) {
                return false;
            }
            throw error;
        }
    },

    get mdqAsksReason() {
        return Object.keys(this._getChanges()).some((name) => {
            const lines = this.activeFields[name]?.related?.fields || {};
            return [this.fields[name], ...Object.values(lines)].some((field) => field?.mdq_reason);
        });
    },
});

registry.category("services").add("mdq_reason", {
    dependencies: ["dialog"],
    start(env, { dialog }) {
        dialogs = dialog;
    },
});

/** Where nothing asks (an action of a list, a drag), the refusal says what to do. */
class ReasonWarning extends WarningDialog {
    inferTitle() {
        return _t("Reason for Change");
    }
}

registry.category("error_dialogs").add(NEEDED, ReasonWarning);

registry.category("error_handlers").add(
    "mdq_reason_not_given",
    (env, error, originalError) => {
        if (originalError instanceof ReasonNotGiven) {
            error.unhandledRejectionEvent?.preventDefault();
            return true;
        }
        return false;
    },
    { sequence: 1 }
);
