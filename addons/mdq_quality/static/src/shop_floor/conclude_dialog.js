import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { Component, useState } from "@odoo/owl";

/** What the readings say, before they decide. */
export class ConcludeDialog extends Component {
    static template = "mdq_quality.ConcludeDialog";
    static components = { Dialog };
    static props = { summary: Object, head: Object, defects: Array, conclude: Function, onConcluded: Function, close: Function };

    setup() {
        this.state = useState({ error: "", isBusy: false });
    }

    get outcome() {
        const { missing, waiting, accepted } = this.props.summary;
        return missing || waiting ? "open" : accepted ? "accepted" : "rejected";
    }

    numbers(sample) {
        return _t("Ac %(ac)s, Re %(re)s", { ac: sample.ac, re: sample.re });
    }

    async conclude() {
        this.state.isBusy = true;
        try {
            await this.props.conclude();
            this.props.close();
            this.props.onConcluded();
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.isBusy = false;
        }
    }
}
