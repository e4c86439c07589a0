import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

/** The list of gauges opens the gauge whose label is scanned. */
export class GaugeListController extends ListController {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.notification = useService("notification");
        useBus(useService("barcode").bus, "barcode_scanned", (event) => this.openScanned(event.detail.barcode));
    }

    async openScanned(barcode) {
        const id = await this.orm.call("maintenance.equipment", "mdq_scan", [], { code: barcode });
        if (id) {
            await this.actionService.switchView("form", { resId: id });
        } else {
            this.notification.add(_t("There is no gauge “%s”.", barcode), { type: "warning" });
        }
    }
}

registry.category("views").add("mdq_gauge_list", { ...listView, Controller: GaugeListController });
