import { Component, onWillStart, useState } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { LotGraph } from "./lot_graph";
import { TraceGraph } from "./trace_graph";
import { TraceTable } from "./trace_table";
import { WhereNow, WhereSummary } from "./where_now";
import { quantity, statusColor, time } from "./words";

const { DateTime } = luxon;
// What is shown at first; the rest comes when somebody asks for it.
const FIRST_DEPTH = 4;
// More boxes than that are no picture any more.
const MOST_BOXES = 300;

/** From any lot to what it came from, what it went into, and where it is. */
export class Trace extends Component {
    static template = "mdq_traceability.Trace";
    static components = { RecordSelector, TraceGraph, TraceTable, WhereNow, WhereSummary };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        Object.assign(this, { quantity, statusColor, time });
        const { params } = this.props.action;
        this.state = useState({
            lotIds: params?.lot_ids || (this.props.resId ? [this.props.resId] : []), direction: "both", asOf: "",
            tab: "graph", selected: false, loads: 0, version: 0, truncated: false, whole: false,
        });
        this.graph = new LotGraph();
        onWillStart(async () => {
            const fields = await this.orm.call("stock.lot", "fields_get", [["mdq_status"], ["selection"]]);
            this.statusLabels = Object.fromEntries(fields.mdq_status?.selection || []);
            await this.load();
        });
    }

    ask(lotIds, direction, depth) {
        const asOf = this.state.asOf ? serializeDateTime(DateTime.fromISO(this.state.asOf)) : null;
        return this.orm.call("stock.lot", "mdq_trace", [lotIds], { direction, depth, as_of: asOf });
    }

    async load() {
        const { lotIds, direction, whole } = this.state;
        const graph = new LotGraph();
        const answer = lotIds.length && (await this.ask(lotIds, direction, whole ? null : FIRST_DEPTH));
        if (answer) {
            graph.add(answer);
        }
        this.graph = graph;
        Object.assign(this.state, { selected: lotIds[0] || false, truncated: Boolean(answer?.truncated) });
        this.state.version++;
        this.state.loads++;
        // In the address, so that a reload and a bookmark show the same.
        this.props.updateActionState?.({ resId: lotIds[0] || false });
    }

    async grow(lotId, direction) {
        this.graph.add(await this.ask([lotId], direction, 2), this.graph.nodes.get(lotId).level);
        this.state.version++;
    }

    choose(lotId) {
        this.state.lotIds = lotId ? [lotId] : [];
        return this.load();
    }

    set(name, value) {
        this.state[name] = value;
        return this.load();
    }

    get selected() {
        return this.graph.nodes.get(this.state.selected);
    }

    get tooMany() {
        return this.graph.nodes.size > MOST_BOXES;
    }

    get shownLotIds() {
        return [...this.graph.nodes.values()].filter((node) => node.visible).map((node) => node.lot_id).slice(0, MOST_BOXES);
    }

    openLot(lotId) {
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: "stock.lot", res_id: lotId, views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("mdq_trace", Trace);
