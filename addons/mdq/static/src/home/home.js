import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;

/** What waits for the roles of the user, in the order of the work; every count opens its list. */
export class MdqHome extends Component {
    static template = "mdq.Home";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.userName = user.name;
        this.companyName = user.activeCompany?.name;
        this.state = useState({ roles: [], sections: [], waiting: 0 });
        onWillStart(() => this.load());
    }

    async load() {
        const [roles, tiles] = await Promise.all([
            this.orm.call("mdq.home", "get_roles", []),
            this.orm.call("mdq.home", "get_tiles", []),
        ]);
        const sections = new Map();
        for (const tile of tiles) {
            if (!sections.has(tile.section)) {
                sections.set(tile.section, { key: tile.section, title: tile.section_title, tiles: [] });
            }
            sections.get(tile.section).tiles.push(tile);
        }
        this.state.roles = roles;
        this.state.sections = [...sections.values()];
        this.state.waiting = tiles.filter((tile) => this.isWaiting(tile)).length;
    }

    get today() {
        return DateTime.now().toLocaleString({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
    }

    get summary() {
        if (!this.state.waiting) {
            return _t("Nothing waits for you.");
        }
        return this.state.waiting === 1
            ? _t("One kind of work waits for you.")
            : _t("%s kinds of work wait for you.", this.state.waiting);
    }

    isWaiting(tile) {
        return tile.own && tile.count > 0 && ["danger", "warning", "info"].includes(tile.tone);
    }

    tone(tile) {
        return tile.count ? tile.tone : "none";
    }

    open(tile) {
        return this.action.doAction(tile.action);
    }
}

registry.category("actions").add("mdq_home", MdqHome);
