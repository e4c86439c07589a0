import { Component } from "@odoo/owl";
import { kindWords, quantity, statusColor, time } from "./words";

const MOST_ROWS = 1000;

/** The same lots as an indented table: what the lot came from, and what it went into. */
export class TraceTable extends Component {
    static template = "mdq_traceability.TraceTable";
    static props = { graph: Object, version: Number, roots: Array, statusLabels: Object, onSelect: Function, onGrow: Function };

    setup() {
        Object.assign(this, { quantity, statusColor, time, kinds: kindWords() });
    }

    shown(part) {
        return part.rows.slice(0, MOST_ROWS);
    }

    get parts() {
        return ["backward", "forward"]
            .map((direction) => ({ direction, rows: this.props.graph.rows(this.props.roots, direction) }))
            .filter((part, index) => part.rows.length > this.props.roots.length || index === 1);
    }

    hidden(row, direction) {
        return row.again ? 0 : this.props.graph.hidden(row.node)[direction];
    }
}
