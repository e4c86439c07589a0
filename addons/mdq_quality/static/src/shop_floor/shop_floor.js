import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onWillStart, useState } from "@odoo/owl";
import { EntryQueue } from "../readings/queue";
import { Outbox } from "../readings/outbox";
import { InspectionPage } from "./inspection_page";
import { WorkList } from "./work_list";

const OPENED = `mdq_shop_floor_opened_${user.userId}`;

/** The inspector's screen: the work list, and one inspection at a time. A label that is scanned leads to either. */
export class ShopFloor extends Component {
    static template = "mdq_quality.ShopFloor";
    static components = { InspectionPage, WorkList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.barcode = useService("barcode");
        this.userName = user.name;
        this.queue = new EntryQueue();
        this.state = useState({ opened: null, gauge: null, found: null, left: {}, others: 0 });
        useBus(this.barcode.bus, "barcode_scanned", ({ detail }) => this.scan(detail.barcode));
        onWillStart(async () => {
            this.state.opened = Number(browser.sessionStorage.getItem(OPENED)) || null;
            await this.countLeft();
            this.sendLeft();
        });
    }

    async countLeft() {
        const { counts, others } = await this.queue.getCounts();
        Object.assign(this.state, { left: counts, others });
    }

    /** What was left in the queue of inspections that nobody opens again is sent as well. */
    async sendLeft() {
        for (const inspection of Object.keys(this.state.left).map(Number)) {
            if (inspection !== this.state.opened) {
                const outbox = new Outbox(this.orm, inspection, () => {});
                await outbox.load();
                await outbox.flush();
                outbox.close();
            }
        }
        await this.countLeft();
    }

    open(id) {
        browser.sessionStorage.setItem(OPENED, id);
        Object.assign(this.state, { opened: id, found: null });
    }

    async back() {
        browser.sessionStorage.removeItem(OPENED);
        await this.countLeft();
        this.state.opened = null;
    }

    leave() {
        browser.sessionStorage.removeItem(OPENED);
        return this.action.doAction("mdq_quality.mdq_inspection_action", { clearBreadcrumbs: true });
    }

    /** A lot, an inspection or a transfer is opened; a gauge is chosen. */
    async scan(text) {
        let found;
        try {
            found = await this.orm.silent.call("mdq.inspection", "find_scanned", [text]);
        } catch (error) {
            this.notification.add(error.data?.message || _t("No connection: labels cannot be looked up now."), { type: "danger" });
            return;
        }
        if (found.gauge) {
            this.state.gauge = { ...found.gauge }; // the inspection that is open takes it where it fits
        } else if (found.inspections.length === 1) {
            this.open(found.inspections[0].id);
        } else if (found.inspections.length) {
            Object.assign(this.state, { opened: null, found: { text, cards: found.inspections } });
        } else {
            this.notification.add(_t("No open inspection and no gauge has the label %s.", text), { type: "warning" });
        }
    }
}

registry.category("actions").add("mdq_shop_floor", ShopFloor);
