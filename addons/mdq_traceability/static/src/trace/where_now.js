import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { placeWords, quantity, time } from "./words";

/** Where every piece of the lots is, and whether it all adds up. */
export class WhereNow extends Component {
    static template = "mdq_traceability.WhereNow";
    static props = { lotIds: Array };

    setup() {
        this.orm = useService("orm");
        Object.assign(this, { quantity, time, words: placeWords() });
        this.state = useState({ places: [], balance: [] });
        onWillStart(() => this.load(this.props.lotIds));
        onWillUpdateProps((next) => this.load(next.lotIds));
    }

    async load(lotIds) {
        if (String(lotIds) === this.loaded) {
            return;
        }
        this.loaded = String(lotIds);
        const ask = (method) => (lotIds.length ? this.orm.call("stock.lot", method, [lotIds]) : []);
        [this.state.places, this.state.balance] = await Promise.all([ask("mdq_where_now"), ask("mdq_balance")]);
    }

    get lots() {
        return this.state.balance.map((balance) => {
            const places = this.state.places.filter((place) => place.lot_id === balance.lot_id);
            return { ...balance, places, product: places.length ? places[0].product : "" };
        });
    }

    holder(place) {
        return place.partner || place.production || place.location;
    }
}

/** The same for one lot, beside the graph. */
export class WhereSummary extends WhereNow {
    static template = "mdq_traceability.WhereSummary";
    static props = { lotId: Number };

    setup() {
        this.orm = useService("orm");
        Object.assign(this, { quantity, words: placeWords() });
        this.state = useState({ places: [] });
        const load = async (props) => {
            this.state.places = await this.orm.call("stock.lot", "mdq_where_now", [[props.lotId]]);
        };
        onWillStart(() => load(this.props));
        onWillUpdateProps((next) => (next.lotId === this.props.lotId ? undefined : load(next)));
    }
}
