import { loadPDFJSAssets } from "@web/core/utils/pdfjs";
import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

const WORKER = "/web/static/lib/pdfjs/build/pdf.worker.js";
// Without these a drawing whose fonts are not embedded, as Chinese ones often are not, comes without its words.
const FONTS = { cMapUrl: "/web/static/lib/pdfjs/web/cmaps/", cMapPacked: true };
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const documents = new Map(); // url → promise of the opened PDF, so that pages turn quickly

function openPdf(url) {
    if (!documents.has(url)) {
        documents.set(
            url,
            loadPDFJSAssets().then(() => {
                globalThis.pdfjsLib.GlobalWorkerOptions.workerSrc = WORKER;
                return globalThis.pdfjsLib.getDocument({ url, ...FONTS }).promise;
            })
        );
    }
    return documents.get(url);
}

const inside = (value) => Math.min(1, Math.max(0, value));

/**
 * One page of a drawing with its balloons: choose one by a click or with Enter; where it may be edited, drag it or push it
 * with the arrow keys, and place a new one with a click. Places are fractions of the page.
 */
export class DrawingPage extends Component {
    static template = "mdq_quality.DrawingPage";
    static props = {
        url: String,
        kind: String, // pdf or image
        page: { type: Number, optional: true },
        balloons: Array, // [{id, line, number, page, x, y, state?}], of all pages
        selected: { type: [Number, Boolean], optional: true }, // id of the chosen plan line
        zoom: { type: Number, optional: true },
        editable: { type: Boolean, optional: true },
        title: { type: Function, optional: true }, // balloon → what it leads to
        onSelect: { type: Function, optional: true },
        onPlace: { type: Function, optional: true },
        onMove: { type: Function, optional: true },
        onRemove: { type: Function, optional: true },
    };
    static defaultProps = { page: 1, zoom: 1, selected: false, editable: false };

    setup() {
        this.canvas = useRef("canvas");
        this.sheet = useRef("sheet");
        this.state = useState({ failed: false, moved: {} });
        this.drag = null;
        useEffect(
            () => {
                this.render_page();
            },
            () => [this.props.url, this.props.page, this.props.kind, this.props.zoom]
        );
        const onPointerMove = (ev) => this.onPointerMove(ev);
        const onPointerUp = () => this.onPointerUp();
        onMounted(() => {
            window.addEventListener("pointermove", onPointerMove);
            window.addEventListener("pointerup", onPointerUp);
        });
        onWillUnmount(() => {
            window.removeEventListener("pointermove", onPointerMove);
            window.removeEventListener("pointerup", onPointerUp);
            this.task?.cancel();
        });
    }

    get shown() {
        return this.props.balloons.filter((balloon) => balloon.page === this.props.page);
    }

    async render_page() {
        if (this.props.kind !== "pdf") {
            return;
        }
        try {
            const pdf = await openPdf(this.props.url);
            const page = await pdf.getPage(this.props.page);
            const canvas = this.canvas.el;
            if (!canvas) {
                return;
            }
            const natural = page.getViewport({ scale: 1 });
            const width = this.sheet.el.clientWidth * (globalThis.devicePixelRatio || 1);
            const viewport = page.getViewport({ scale: Math.min(4, Math.max(1, width / natural.width)) });
            Object.assign(canvas, { width: viewport.width, height: viewport.height });
            this.task?.cancel();
            this.task = page.render({ canvasContext: canvas.getContext("2d"), viewport });
            await this.task.promise;
            this.state.failed = false;
        } catch (error) {
            this.state.failed = error?.name !== "RenderingCancelledException";
        }
    }

    placeOf(balloon) {
        const { x, y } = this.state.moved[balloon.id] ?? balloon;
        return `left: ${x * 100}%; top: ${y * 100}%`;
    }

    titleOf(balloon) {
        return this.props.title?.(balloon) ?? String(balloon.number);
    }

    fractions(ev) {
        const box = this.sheet.el.getBoundingClientRect();
        return { x: inside((ev.clientX - box.left) / box.width), y: inside((ev.clientY - box.top) / box.height) };
    }

    onSheetClick(ev) {
        if (this.props.editable && this.props.onPlace) {
            const { x, y } = this.fractions(ev);
            this.props.onPlace(this.props.page, x, y);
        }
    }

    onPointerDown(ev, balloon) {
        if (this.props.editable) {
            this.drag = { balloon, moved: false };
        }
    }

    onPointerMove(ev) {
        if (this.drag && (this.drag.moved || Math.abs(ev.movementX) + Math.abs(ev.movementY) > 1)) {
            this.drag.moved = true;
            this.state.moved[this.drag.balloon.id] = this.fractions(ev);
        }
    }

    onPointerUp() {
        const drag = this.drag;
        this.drag = null;
        if (drag?.moved) {
            this.settle(drag.balloon);
        }
    }

    async settle(balloon) {
        const place = this.state.moved[balloon.id];
        await this.props.onMove?.(balloon, place.x, place.y);
        delete this.state.moved[balloon.id];
    }

    async onKeydown(ev, balloon) {
        if (!this.props.editable || !(ev.key in STEP || ev.key === "Delete")) {
            return;
        }
        ev.preventDefault();
        if (ev.key === "Delete") {
            return this.props.onRemove?.(balloon);
        }
        const step = ev.shiftKey ? 0.02 : 0.004;
        const [dx, dy] = STEP[ev.key];
        const from = this.state.moved[balloon.id] ?? balloon;
        this.state.moved[balloon.id] = { x: inside(from.x + dx * step), y: inside(from.y + dy * step) };
        await this.settle(balloon);
    }
}
