import { registry } from "@web/core/registry";

const cell = (row, column) => `.o_mdq_readings [data-row="${row}"][data-column="${column}"]`;

/** What a scanner sends, as the page hears it. */
const scan = (barcode) => () => odoo.__WOWL_DEBUG__.root.env.services.barcode.bus.trigger("barcode_scanned", { barcode });

registry.category("web_tour.tours").add("mdq_quality_gauge_entry", {
    steps: () => [
        { trigger: ".o_mdq_card[data-lot='G-1']", run: "click" },
        { content: "the overdue gauge is offered only with the reason why not", trigger: ".o_mdq_gauge select:has(option:disabled:contains(MIC-9):contains(overdue))" },
        { trigger: ".o_mdq_readings", run: scan("MIC-9") },
        { content: "its label is refused in words", trigger: ".o_notification:contains(MIC-9):contains(was due on)" },
        { trigger: cell(1, 0), run: "edit 5.98" },
        { trigger: cell(1, 0), run: "press Enter" },
        { content: "without a gauge the reading is refused, and that is not “not sent”", trigger: ".o_mdq_floor_bar .o_mdq_refused_badge:contains(1 refused)" },
        { trigger: ".o_mdq_floor_bar:not(:has(.o_mdq_unsent_badge))" },
        { content: "and nothing can be concluded", trigger: ".o_mdq_conclude:disabled" },
        { trigger: ".o_mdq_floor_back", run: "click" },
        { content: "the work list says it, too", trigger: ".o_mdq_card[data-lot='G-1'] .o_mdq_refused_badge" },
        { trigger: ".o_mdq_card[data-lot='G-1']", run: "click" },
        { trigger: ".o_mdq_readings", run: scan("MIC-1") },
        { content: "with a gauge that suits it is taken", trigger: ".o_mdq_floor_progress:contains(1 / 4):not(:has(.o_mdq_left_badge))" },
    ],
});

registry.category("web_tour.tours").add("mdq_quality_gauge_withdraw", {
    steps: () => [
        { trigger: "button[name=action_mdq_withdraw]", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit Fell on the floor" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_field_widget[name=mdq_gauge_status]:contains(Out of service)" },
        { content: "an inspector does not bring it back", trigger: ".o_form_statusbar:not(:has(button[name=action_mdq_return]))" },
    ],
});

registry.category("web_tour.tours").add("mdq_quality_gauge_impact", {
    steps: () => [
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_mdq_sign_dialog input[type=password]", run: "edit mdq_quality_engineer" },
        { trigger: ".o_mdq_sign_confirm", run: "click" },
        { content: "what it measured is in doubt", trigger: "button[name=action_view_impact]", run: "click" },
        { trigger: ".o_data_row:contains(MIC-1) .o_data_cell:first", run: "click" },
        { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(G-2)" },
        { content: "nothing is closed before all lots are decided on", trigger: ".o_form_statusbar:not(:has(button[name=action_close]))" },
        { trigger: "button[name=action_decide_open]", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit Error of 40 µm" },
        { trigger: ".modal-footer .btn-primary:contains(Decide)", run: "click" },
        { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(G-2):contains(Hold)" },
        { trigger: "button[name=action_close]", run: "click" },
        { trigger: ".o_mdq_sign_dialog input[name=reason]", run: "edit The lots stay on hold" },
        { trigger: ".o_mdq_sign_dialog input[type=password]", run: "edit mdq_quality_engineer" },
        { trigger: ".o_mdq_sign_confirm", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Closed)" },
    ],
});
