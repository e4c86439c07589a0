import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

/** What of an inspection is still on this device: not sent yet, refused by the server, or waiting for a reason. */
export class LeftBadges extends Component {
    static template = "mdq_quality.LeftBadges";
    static props = { counts: Object };

    get badges() {
        const { waiting, refused, draft } = this.props.counts;
        const all = [
            ["unsent", "fa-cloud-upload", waiting, _t("%s not sent yet", waiting)],
            ["refused", "fa-exclamation-triangle", refused, _t("%s refused", refused)],
            ["draft", "fa-question-circle", draft, _t("%s without a reason", draft)],
        ];
        return all.filter(([, , count]) => count).map(([name, icon, , text]) => ({ name, icon, text }));
    }
}
