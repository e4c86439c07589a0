import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";

/** One colour a status, the same in graph, table and badge; no status: not under control. */
export const STATUS_COLORS = {
    released: "#2e9e5b", quarantine: "#d99a00", hold: "#e06c00", rejected: "#c62f3d", recalled: "#8e1b3a",
    expired: "#7a6a5f", false: "#8a93a3",
};

export function statusColor(node) {
    return node.visible ? STATUS_COLORS[node.status] || STATUS_COLORS.false : "#c4c8d0";
}

export function kindWords() {
    return { produce: _t("made into"), byproduct: _t("by-product"), unbuild: _t("taken apart into"), split: _t("split into") };
}

export function placeWords() {
    return {
        stock: _t("In stock"), quarantine: _t("Blocked in stock"), at_supplier: _t("At a supplier"),
        in_transit: _t("In transit"), customer: _t("At customers"), consumed: _t("Used up in orders"),
        unbuilt: _t("Taken apart"), split: _t("Split off into another lot"), scrapped: _t("Scrapped"), lost: _t("Lost in counting"),
        returned: _t("Returned to the vendor"), unexplained: _t("Unexplained"),
    };
}

export function roleWords() {
    return { vendor: _t("delivered it"), subcontractor: _t("made it"), processor: _t("worked on it") };
}

export function quantity(value, uom) {
    return [formatFloat(value || 0, { digits: [16, 3], trailingZeros: false }), uom].filter(Boolean).join(" ");
}

/** A UTC time of the server, as the user reads it. */
export function time(text) {
    return text ? formatDateTime(deserializeDateTime(text)) : "";
}
