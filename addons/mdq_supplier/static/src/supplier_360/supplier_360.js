import { RecordPage } from "@mdq_base/record_page/record_page";
import { registry } from "@web/core/registry";

/** Everything about one supplier on one page: scopes with their reasons, and counts that lead to records. */
export class Supplier360 extends RecordPage {
    static template = "mdq_supplier.Supplier360";
    static model = "res.partner";
    static method = "get_supplier_360";
    static param = "partner_id";
}

registry.category("actions").add("mdq_supplier_360", Supplier360);
