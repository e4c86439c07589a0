import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { Component, useState } from "@odoo/owl";

/** A file of readings is looked at first: what would be taken, what not and why; then it is taken. */
export class ImportDialog extends Component {
    static template = "mdq_quality.ImportDialog";
    static components = { Dialog };
    static props = { inspection: Number, gauge: { type: [Object, { value: null }], optional: true }, onTaken: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ name: "", data: "", seen: null, reason: "", error: "", isBusy: false, isRefusedOnly: false });
    }

    get words() {
        const { taken, refused } = this.state.seen;
        return { taken: _t("%s are taken", taken), refused: _t("%s are refused", refused), take: _t("Take %s readings", taken) };
    }

    get measuredWith() {
        return _t("Measured with %s", this.props.gauge.name);
    }

    get rows() {
        const { seen, isRefusedOnly } = this.state;
        return seen.rows.filter((row) => !isRefusedOnly || !row.taken).slice(0, 300);
    }

    async onFile(ev) {
        const file = ev.target.files[0];
        if (file) {
            const url = await getDataURLFromFile(file);
            Object.assign(this.state, { name: file.name, data: url.slice(url.indexOf(",") + 1) });
            await this.call(true);
        }
    }

    async call(isTry) {
        const { name, data, reason } = this.state;
        Object.assign(this.state, { error: "", isBusy: true });
        try {
            const seen = await this.orm.silent.call("mdq.inspection", "import_readings", [[this.props.inspection]], {
                name, data, gauge: this.props.gauge?.id || null, reason: reason.trim() || null, dry_run: isTry,
            });
            this.state.seen = seen;
            if (!isTry) {
                this.props.close();
                this.props.onTaken();
            }
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.isBusy = false;
        }
    }
}
