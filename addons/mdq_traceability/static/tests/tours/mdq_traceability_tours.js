import { registry } from "@web/core/registry";

const lot = (name) => `.o_mdq_graph .o_mdq_lot[data-lot="${name}"]`;

registry.category("web_tour.tours").add("mdq_trace", {
    steps: () => [
        { content: "without a lot it says what to do", trigger: ".o_mdq_empty" },
        { trigger: ".o_mdq_search input", run: "edit TOUR-M" },
        { trigger: ".o-autocomplete--dropdown-item:contains(TOUR-M)", run: "click" },
        { content: "the bar it came from", trigger: lot("TOUR-BAR") },
        { content: "the lot it went into", trigger: lot("TOUR-P") },
        { content: "the pouch is not on this way", trigger: `.o_mdq_graph:not(:has([data-lot="TOUR-POUCH"]))` },
        { content: "the graph grows where more is to come", trigger: `${lot("TOUR-P")} .o_mdq_grow`, run: "click" },
        { trigger: lot("TOUR-POUCH"), run: "click" },
        { content: "the side tells where it is", trigger: ".o_mdq_side:contains(Used up in orders)" },
        { content: "the lot is in the address", trigger: ".o_mdq_tab_table", run({ click }) {
            if (!/mdq-trace\/\d+/.test(window.location.pathname)) {
                throw new Error(`The lot is missing in ${window.location.pathname}`);
            }
            return click();
        } },
        { trigger: ".o_mdq_table td:contains(Kunshan Hongda)" },
        { trigger: ".o_mdq_tab_where", run: "click" },
        { trigger: ".o_mdq_where .card:contains(TOUR-BAR) .badge:contains(everything is accounted for)" },
    ],
});

registry.category("web_tour.tours").add("mdq_recall_drill", {
    steps: () => [
        { trigger: ".o_field_many2many_tags input", run: "edit TOUR-BAR" },
        { trigger: ".o-autocomplete--dropdown-item:contains(TOUR-BAR)", run: "click" },
        { content: "who holds something is shown at once", trigger: ".o_mdq_simulation td:contains(Hospital One)" },
        { trigger: "div[name=reason] textarea", run: "edit Wrong melt certificate" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_mdq_sign_dialog input[type=password]", run: "edit mdq_quality_manager" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "the clock runs", trigger: ".o_mdq_elapsed.text-danger" },
        { trigger: "div[name=line_ids] td:contains(Hospital One)" },
    ],
});
