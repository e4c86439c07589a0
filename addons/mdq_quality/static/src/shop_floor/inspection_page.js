import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { SignDialog } from "@mdq_base/sign/sign_dialog";
import { Component, markRaw, onWillDestroy, onWillStart, onWillUpdateProps, useExternalListener, useState } from "@odoo/owl";
import { SideDrawing, balloonNumbers } from "../drawing/side_drawing";
import { EntryDesk } from "../readings/entry_desk";
import { countStandings } from "../readings/queue";
import { GaugeChoice, presentColumn } from "../readings/gauge_choice";
import { ReadingSheet } from "../readings/reading_sheet";
import { ConcludeDialog } from "./conclude_dialog";
import { DecideDialog } from "./decide_dialog";
import { DefectPanel } from "./defect_panel";
import { ImportDialog } from "./import_dialog";
import { LeftBadges } from "./left_badges";
import { RunPlot } from "./run_plot";

const AGAIN = 60_000; // what others did meanwhile

/** One inspection on the shop floor: the sheet, with drawing, plot and defects beside it. */
export class InspectionPage extends Component {
    static template = "mdq_quality.InspectionPage";
    static components = { DefectPanel, GaugeChoice, LeftBadges, ReadingSheet, RunPlot, SideDrawing };
    static props = { inspection: Number, gauge: { type: Object, optional: true }, onBack: Function, onScan: Function };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.desk = new EntryDesk(this.orm, this.props.inspection, {
            method: "get_floor", onScan: (text) => this.props.onScan(text), onSaved: (answer) => this.saved(answer),
            onGrown: () => this.load(),
        });
        this.state = useState({ floor: null, side: "", defects: [], error: "" });
        this.entry = useState(this.desk.state);
        this.outbox = useState(this.desk.outbox.state);
        this.progress = useState(this.desk.sheet.progress);
        onWillStart(async () => {
            await this.load();
            await this.takeGauge(this.props.gauge);
        });
        onWillUpdateProps((props) => props.gauge !== this.props.gauge && this.takeGauge(props.gauge));
        const timer = setInterval(() => document.hidden || this.refresh(), AGAIN);
        onWillDestroy(() => {
            clearInterval(timer);
            this.desk.close();
        });
        useExternalListener(document, "visibilitychange", () => document.hidden || this.refresh());
    }

    async load() {
        try {
            const floor = await this.desk.load();
            Object.assign(this.state, { floor: markRaw(floor), defects: floor.defects, error: "" });
            this.state.side ||= floor.drawing ? "drawing" : "";
        } catch (error) {
            this.state.error = error.data?.message || _t("No connection, and this inspection was not opened on this device before.");
        }
    }

    /** What others did meanwhile. */
    refresh() {
        return this.outbox.entries.length ? this.desk.outbox.flush() : this.load();
    }

    saved(answer) {
        if (answer) {
            this.state.defects = answer.defects;
        } else {
            this.load(); // it was refused as a whole: decided meanwhile, or no longer this person's task
        }
    }

    get head() {
        return this.state.floor.head;
    }

    get percent() {
        return this.progress.needed ? Math.round((100 * this.progress.taken) / this.progress.needed) : 0;
    }

    get bad() {
        return _t("%s bad", this.progress.failed);
    }

    get left() {
        return countStandings(this.outbox.entries);
    }

    get column() {
        return presentColumn(this.state.floor.columns, this.entry.active);
    }

    get unit() {
        return this.entry.active?.unit || 1;
    }

    get numbers() {
        return balloonNumbers(this.state.floor.drawing);
    }

    /** The units drawn at random, in the order of the rows. */
    get drawn() {
        return this.head.pick_list ? this.head.pick_list.split(", ") : [];
    }

    get gauge() {
        return this.entry.gauges[this.column?.id];
    }

    /** Conclude only what is with the server, whole and without open questions. */
    get cannotConclude() {
        if (this.left.waiting) {
            return _t("Some entries are not with the server yet.");
        }
        if (this.outbox.entries.length) {
            return _t("Some entries were refused or want a reason: decide on them first.");
        }
        return this.progress.waiting ? _t("Some readings wait for a second person.") : "";
    }

    /** A gauge that was scanned is taken for each characteristic that it fits; where it fits none, it says why. */
    async takeGauge(scanned) {
        const { floor } = this.state;
        if (!scanned || !floor) {
            return;
        }
        const measured = floor.columns.filter((column) => column.kind === "variable");
        const fitting = measured.filter((column) => column.gauges?.some((gauge) => gauge.id === scanned.id && gauge.ok));
        const free = measured.filter((column) => !column.gauge_required);
        const answer = fitting.length || free.length ? { why: "" } : await this.orm.call("mdq.inspection", "get_gauge", [[floor.head.id], scanned.code, this.column?.characteristic]);
        for (const column of fitting.length ? fitting : free) {
            this.desk.chooseGauge(column, scanned);
        }
        this.notification.add(answer.why || _t("Gauge %s is chosen.", scanned.name), { type: answer.why ? "danger" : "success" });
    }

    toggle(side) {
        this.state.side = this.state.side === side ? "" : side;
    }

    chooseLine(line) {
        const place = this.state.floor.columns.findIndex((column) => column.id === line);
        document.querySelector(`.o_mdq_readings [data-row="${this.unit}"][data-column="${place}"]`)?.focus();
    }

    decide() {
        this.dialog.add(DecideDialog, { desk: this.desk });
    }

    openImport() {
        this.dialog.add(ImportDialog, { inspection: this.props.inspection, gauge: this.gauge, onTaken: () => this.load() });
    }

    /** A second person looks instead of entering again, and proves who he is in that very call. */
    async confirmByLooking() {
        const waiting = await this.orm.call("mdq.inspection", "get_waiting_readings", [[this.props.inspection]]);
        if (!waiting.length) {
            this.notification.add(_t("Nothing waits for you: another person confirms what you entered."), { type: "info" });
            return;
        }
        this.dialog.add(SignDialog, {
            params: {
                model: "mdq.inspection", method: "confirm_readings", title: _t("Confirm as the second person"), meaning: "verified",
                args: { ids: [this.props.inspection], measurement_ids: waiting.map((each) => each.id) },
                records: waiting.map((each) => _t("%(name)s, unit %(unit)s: %(value)s (%(by)s)", {
                    name: each.name, unit: each.unit_no, value: `${each.value} ${each.unit}`.trim(), by: each.by,
                })),
            },
            onSigned: () => this.load(),
        });
    }

    async conclude() {
        await this.desk.settle();
        const summary = await this.orm.call("mdq.inspection", "get_summary", [[this.props.inspection]]);
        this.dialog.add(ConcludeDialog, {
            summary, head: this.head, defects: this.state.defects, conclude: () => this.orm.call("mdq.inspection", "action_conclude", [[this.props.inspection]]),
            onConcluded: () => this.load(),
        });
    }
}
