import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, useState } from "@odoo/owl";
import { DrawingPage } from "./drawing_page";

const BALLOON = "mdq.inspection.plan.balloon";

/** The drawing of a plan: choose a characteristic, then click where it stands; drag balloons, or push them with the arrow keys. */
export class PlanDrawing extends Component {
    static template = "mdq_quality.PlanDrawing";
    static components = { DrawingPage };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ drawing: null, page: 1, zoom: 1, selected: false });
        // Read so that a saved drawing, a changed line or a new state is asked for again.
        useRecordObserver((record) => this.load(record.resId, record.data.state, record.data.drawing_sha256, record.data.line_ids?.count));
        this.titleOf = (balloon) => this.lineOf(balloon.line)?.name ?? "";
        this.onSelect = (balloon) => this.select(balloon.line);
    }

    async load(resId) {
        this.state.drawing = resId ? await this.orm.silent.call("mdq.inspection.plan", "get_drawing", [[resId]]) : false;
        if (this.state.drawing && this.state.page > this.state.drawing.pages) {
            this.state.page = 1;
        }
    }

    lineOf(id) {
        return this.state.drawing.lines.find((line) => line.id === id);
    }

    get hint() {
        const line = this.state.selected && this.lineOf(this.state.selected);
        return line ? _t("Click on the drawing where %s stands.", line.name) : _t("Choose a characteristic, then click on the drawing.");
    }

    select(line) {
        this.state.selected = this.state.selected === line ? false : line;
        const own = this.state.drawing.balloons.find((balloon) => balloon.line === line);
        if (own && this.state.selected) {
            this.state.page = own.page;
        }
    }

    turn(step) {
        this.state.page = Math.min(this.state.drawing.pages, Math.max(1, this.state.page + step));
    }

    zoom(step) {
        this.state.zoom = Math.min(4, Math.max(0.5, this.state.zoom + step));
    }

    async place(page, x, y) {
        if (!this.state.selected) {
            return this.notification.add(_t("Choose the characteristic first."), { type: "warning" });
        }
        await this.orm.create(BALLOON, [{ plan_line_id: this.state.selected, page, x, y }]);
        const open = this.state.drawing.lines.find((line) => !line.balloon && line.id !== this.state.selected);
        await this.load(this.props.record.resId);
        this.state.selected = open?.id ?? false;
    }

    async move(balloon, x, y) {
        await this.orm.write(BALLOON, [balloon.id], { x, y });
        Object.assign(balloon, { x, y });
    }

    async remove(balloon) {
        await this.orm.unlink(BALLOON, [balloon.id]);
        await this.load(this.props.record.resId);
    }

    async removeChosen() {
        const own = this.state.drawing.balloons.filter((balloon) => balloon.line === this.state.selected);
        await this.orm.unlink(BALLOON, own.map((balloon) => balloon.id));
        await this.load(this.props.record.resId);
    }

    async number(line, ev) {
        const number = parseInt(ev.target.value);
        const own = this.state.drawing.balloons.filter((balloon) => balloon.line === line.id);
        if (own.length && number > 0) {
            await this.orm.write(BALLOON, own.map((balloon) => balloon.id), { number });
        }
        await this.load(this.props.record.resId);
    }
}

registry.category("view_widgets").add("mdq_plan_drawing", { component: PlanDrawing });
