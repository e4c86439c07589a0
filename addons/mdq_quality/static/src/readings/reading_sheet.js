import { _t } from "@web/core/l10n/translation";
import { Component, useState } from "@odoo/owl";
import { EntryBar } from "./entry_bar";
import { ReadingTable } from "./reading_table";

/** The sheet of one inspection with what stands below it. */
export class ReadingSheet extends Component {
    static template = "mdq_quality.ReadingSheet";
    static components = { EntryBar, ReadingTable };
    static props = {
        desk: Object, grid: Object, rowHeight: { type: Number, optional: true }, numbers: { type: Object, optional: true },
        drawn: { type: Array, optional: true },
        onDecide: { type: Function, optional: true },
    };

    setup() {
        this.state = useState(this.props.desk.state);
        this.progress = useState(this.props.desk.sheet.progress);
    }

    get taken() {
        return _t("%(taken)s of %(all)s readings taken.", { taken: this.progress.taken, all: this.progress.needed });
    }
}
