import { ForecastedHeader } from "@stock/stock_forecasted/forecasted_header";
import { patch } from "@web/core/utils/patch";

const NAMES = ["mdq_qty_released", "mdq_qty_quarantine", "mdq_qty_hold", "mdq_qty_rejected"];

/** How much of what is on hand may be used, above the forecast. */
patch(ForecastedHeader.prototype, {
    get mdqQuantities() {
        const controlled = Object.values(this.products || {}).filter((product) => product.mdq);
        if (!controlled.length) {
            return null;
        }
        return Object.fromEntries(NAMES.map((name) => [name, controlled.reduce((sum, product) => sum + product.mdq[name], 0)]));
    },
});
