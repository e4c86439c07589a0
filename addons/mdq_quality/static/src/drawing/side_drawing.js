import { Component, useEffect, useState } from "@odoo/owl";
import { DrawingPage } from "./drawing_page";

/** The drawing of the plan beside its readings: a balloon leads to its column, and the column to its balloon. */
export class SideDrawing extends Component {
    static template = "mdq_quality.SideDrawing";
    static components = { DrawingPage };
    static props = { drawing: Object, desk: Object, onChoose: Function };

    setup() {
        this.state = useState({ page: 1 });
        this.entry = useState(this.props.desk.state);
        useEffect((active) => this.turnTo(active), () => [this.active]);
    }

    /** The line of the plan whose column has the cursor. */
    get active() {
        return this.entry.active?.column || false;
    }

    turnTo(line) {
        const own = this.props.drawing.balloons.find((balloon) => balloon.line === line);
        this.state.page = own?.page ?? this.state.page;
    }

    turn(step) {
        this.state.page = Math.min(this.props.drawing.pages, Math.max(1, this.state.page + step));
    }
}

/** {plan line: number of its balloon}, for the heads of the columns. */
export function balloonNumbers(drawing) {
    return Object.fromEntries((drawing ? drawing.balloons : []).map((balloon) => [balloon.line, balloon.number]));
}
