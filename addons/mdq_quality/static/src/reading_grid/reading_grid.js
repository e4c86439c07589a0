import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, markRaw, onWillDestroy, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { SideDrawing, balloonNumbers } from "../drawing/side_drawing";
import { EntryDesk } from "../readings/entry_desk";
import { GaugeChoice } from "../readings/gauge_choice";
import { ReadingSheet } from "../readings/reading_sheet";

/** The sheet of readings on the form of an inspection; what is entered goes through the same queue as on the shop floor. */
export class ReadingGrid extends Component {
    static template = "mdq_quality.ReadingGrid";
    static components = { GaugeChoice, ReadingSheet, SideDrawing };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({ grid: null, hasDrawing: true });
        // The form is drawn meanwhile: it does not wait for the readings, nor they for it.
        onWillStart(() => void this.load(this.props.record));
        onWillUpdateProps((props) => this.load(props.record));
        onWillDestroy(() => this.desk?.close());
        // A button of the form acts on what was entered, not on what was sent before.
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) => detail.proms.push(this.desk?.settle()));
    }

    async load(record) {
        if (!record.resId) {
            return;
        }
        if (this.desk?.inspection !== record.resId) {
            this.desk?.close();
            this.desk = new EntryDesk(this.orm, record.resId, { onGrown: () => this.load(this.props.record) });
        }
        this.state.grid = markRaw(await this.desk.load());
    }

    get numbers() {
        return balloonNumbers(this.state.grid.drawing);
    }

    chooseLine(line) {
        const place = this.state.grid.columns.findIndex((column) => column.id === line);
        const row = this.desk.state.active?.unit || 1;
        this.root.el.querySelector(`[data-row="${row}"][data-column="${place}"]`)?.focus();
    }
}

export const readingGrid = { component: ReadingGrid };
registry.category("view_widgets").add("mdq_reading_grid", readingGrid);
