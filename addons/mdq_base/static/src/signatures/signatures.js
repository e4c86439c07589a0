import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

/** Who signed the record, for what, when, and whether it still holds; a broken signature is reported by being seen. */
export class Signatures extends Component {
    static template = "mdq_base.Signatures";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ blocks: [] });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({ record, name }) {
        const ids = record.data[name].currentIds;
        this.state.blocks = ids.length ? await this.orm.call("mdq.signature", "get_block", [ids]) : [];
        if (this.state.blocks.some((block) => block.state === "broken")) {
            await this.orm.call("mdq.signature", "report_broken", [ids]);
        }
    }
}

registry.category("fields").add("mdq_signatures", {
    component: Signatures,
    supportedTypes: ["many2many"],
    relatedFields: [{ name: "display_name", type: "char" }],
});
