import { RecordPage } from "@mdq_base/record_page/record_page";
import { registry } from "@web/core/registry";

/** Everything about one lot on one page: its status through time, where it is, what was found, counts that lead to records. */
export class Lot360 extends RecordPage {
    static template = "mdq_quality.Lot360";
    static model = "stock.lot";
    static method = "get_lot_360";
    static param = "lot_id";
}

registry.category("actions").add("mdq_lot_360", Lot360);
