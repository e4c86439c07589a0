import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** Counts that lead to their records: what a page about one record is made of. */
export class MdqCards extends Component {
    static template = "mdq_base.Cards";
    static props = { cards: Array };

    setup() {
        this.action = useService("action");
    }

    open(card) {
        return this.action.doAction(card.action);
    }
}
