import { Component, onMounted, onPatched, onWillRender, onWillStart, useRef, useState } from "@odoo/owl";
import { loadJS } from "@web/core/assets";
import { clamp } from "@web/core/utils/numbers";
import { quantity, statusColor } from "./words";

const WIDTH = 240;
const HEIGHT = 74;
// Room for the quantity and the name of the subcontractor on a line.
const LABEL = 130;

/** Lots from left to right as they went into each other; dagre says where, this draws, pans and zooms. */
export class TraceGraph extends Component {
    static template = "mdq_traceability.TraceGraph";
    static props = {
        graph: Object, version: Number, roots: Array, selected: { type: [Number, Boolean], optional: true },
        statusLabels: Object, onSelect: Function, onGrow: Function,
    };

    setup() {
        this.width = WIDTH;
        this.height = HEIGHT;
        this.canvas = useRef("canvas");
        this.view = useState({ x: 0, y: 0, zoom: 1 });
        this.drawn = null;
        onWillStart(() => loadJS("/mdq_traceability/static/lib/dagre/dagre.min.js"));
        onWillRender(() => this.layOut());
        onMounted(() => this.fit());
        onPatched(() => this.fitted !== this.drawn && this.fit());
    }

    layOut() {
        if (this.drawn === this.props.version) {
            return;
        }
        const layout = new window.dagre.Graph();
        layout.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 40, marginx: 30, marginy: 20 });
        layout.setDefaultEdgeLabel(() => ({}));
        const { nodes, edges } = this.props.graph;
        nodes.forEach((node) => layout.setNode(node.lot_id, { width: WIDTH, height: HEIGHT }));
        const label = { width: LABEL, height: 34, labelpos: "c" };
        edges.forEach((edge) => layout.setEdge(edge.parent, edge.child, { ...label }));
        window.dagre.layout(layout);
        this.size = layout.graph();
        this.boxes = [...nodes.values()].map((node) => this.box(node, layout.node(node.lot_id)));
        this.lines = [...edges.values()].map((edge) => this.line(edge, layout.edge(edge.parent, edge.child)));
        this.drawn = this.props.version;
    }

    box(node, place) {
        return {
            node, hidden: this.props.graph.hidden(node), color: statusColor(node),
            x: place.x - WIDTH / 2, y: place.y - HEIGHT / 2,
            title: this.short(node.visible ? node.name : "", 24), product: this.short(node.product || "", 31),
            amount: node.visible ? quantity(node.quantity, node.uom) : "",
            status: this.props.statusLabels[node.status] || "",
        };
    }

    line(edge, place) {
        const path = place.points.map((point, index) => `${index ? "L" : "M"}${point.x},${point.y}`).join(" ");
        return { ...edge, path, x: place.x, y: place.y - 5, amount: quantity(edge.quantity, edge.uom) };
    }

    /** Cut a text to a length; a Chinese character takes the place of two. */
    short(text, length) {
        let taken = 0;
        const end = [...text].findIndex((letter) => (taken += letter > "\u2e80" ? 2 : 1) > length);
        return end < 0 ? text : `${[...text].slice(0, end).join("")}…`;
    }

    get transform() {
        return `translate(${this.view.x},${this.view.y}) scale(${this.view.zoom})`;
    }

    // ------------------------------------------------------------------------------- pan and zoom

    fit() {
        const { clientWidth, clientHeight } = this.canvas.el;
        this.fitted = this.drawn;
        const zoom = Math.min(clientWidth / this.size.width, clientHeight / this.size.height, 1.2);
        this.view.zoom = clamp(zoom, 0.1, 1.2);
        this.view.x = Math.max(10, (clientWidth - this.size.width * this.view.zoom) / 2);
        this.view.y = Math.max(10, (clientHeight - this.size.height * this.view.zoom) / 2);
    }

    zoomBy(factor, x = this.canvas.el.clientWidth / 2, y = this.canvas.el.clientHeight / 2) {
        const zoom = clamp(this.view.zoom * factor, 0.1, 3);
        const ratio = zoom / this.view.zoom;
        this.view.x = x - (x - this.view.x) * ratio;
        this.view.y = y - (y - this.view.y) * ratio;
        this.view.zoom = zoom;
    }

    onWheel(ev) {
        const { left, top } = this.canvas.el.getBoundingClientRect();
        this.zoomBy(ev.deltaY < 0 ? 1.15 : 1 / 1.15, ev.clientX - left, ev.clientY - top);
    }

    onPointerDown(ev) {
        if (ev.button === 0 && !ev.target.closest(".o_mdq_lot")) {
            this.drag = { x: ev.clientX - this.view.x, y: ev.clientY - this.view.y };
            ev.currentTarget.setPointerCapture(ev.pointerId);
        }
    }

    onPointerMove(ev) {
        if (this.drag) {
            this.view.x = ev.clientX - this.drag.x;
            this.view.y = ev.clientY - this.drag.y;
        }
    }

    onPointerUp() {
        this.drag = null;
    }

    onKeydown(ev, node) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.props.onSelect(node.lot_id);
        }
    }
}
