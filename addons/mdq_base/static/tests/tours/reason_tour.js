import { registry } from "@web/core/registry";

const years = ".o_field_widget[name=years] input";
const saved = ".o_form_status_indicator_buttons.invisible:not(:visible)";

registry.category("web_tour.tours").add("mdq_reason", {
    steps: () => [
        { trigger: years, run: "edit 7" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "the server's refusal became a question", trigger: ".o_mdq_reason_dialog:contains(Years at Least)" },
        { content: "without an answer nothing is saved", trigger: ".o_mdq_reason_confirm:disabled" },
        { trigger: ".o_mdq_reason_cancel", run: "click" },
        { content: "what was typed is still there", trigger: `${years}:value(7)` },
        { trigger: ".o_form_button_save:visible", run: "click" },
        { trigger: "#mdq_reason_text", run: "edit The ordinance changed" },
        { trigger: ".o_mdq_reason_confirm:enabled", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: `.o_form_view:has(${saved}), .o_form_status_indicator:not(:has(.o_form_button_save:visible))` },
        { trigger: "button[name=action_mdq_history]", run: "click" },
        { content: "the reason stands in the history", trigger: ".modal:contains(The ordinance changed)" },
    ],
});
