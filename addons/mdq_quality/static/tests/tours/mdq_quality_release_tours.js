import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const sign = (password, reason = "In order") => [
    { trigger: ".o_mdq_sign_dialog input[name=reason]", run: `edit ${reason}` },
    { trigger: ".o_mdq_sign_dialog input[type=password]", run: `edit ${password}` },
    { trigger: ".modal .o_mdq_sign_confirm", run: "click" },
];

tours.add("mdq_quality_release_production", {
    steps: () => [
        { content: "it says what it waits for", trigger: ".o_field_widget[name=mdq_release_stage]:contains(Production Release)" },
        { trigger: ".o_statusbar_buttons button:contains(Production Release)", run: "click" },
        ...sign("mdq_releaser"),
        { content: "now it waits for the other one", trigger: ".o_field_widget[name=mdq_release_stage]:contains(Market Release)" },
        { content: "and says who signs it", trigger: ".o_field_widget[name=mdq_release_gaps]:contains(For the registrant signs)" },
        {
            content: "who signed first is not offered the second",
            trigger: ".o_statusbar_buttons:not(:has(button:contains('Market Release')))",
        },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Quarantine)" },
    ],
});

tours.add("mdq_quality_release_market", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains(Market Release)", run: "click" },
        ...sign("mdq_market_releaser"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Released)" },
    ],
});

tours.add("mdq_quality_release_part", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains(Release a Part)", run: "click" },
        { trigger: ".modal .o_field_widget[name=line_ids] .o_data_row .o_data_cell[name=quantity]", run: "click" },
        { trigger: ".modal .o_field_widget[name=line_ids] .o_data_row [name=quantity] input", run: "edit 2" },
        { trigger: ".modal .o_field_widget[name=new_name] input", run: "click" },
        { content: "what stays is reckoned", trigger: ".modal .o_field_widget[name=left]:contains(3)" },
        { trigger: ".modal button[name=action_sign]", run: "click" },
        ...sign("mdq_releaser"),
        { content: "the rest is here", trigger: ".o_field_widget[name=mdq_whereabouts]:contains(3)" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Quarantine)" },
    ],
});

tours.add("mdq_quality_release_risk", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains(Release Under Risk)", run: "click" },
        { content: "what is late is named", trigger: ".modal .o_field_widget[name=late]:contains(Result of)" },
        { trigger: ".modal .o_field_widget[name=quantity] input", run: "edit 2" },
        { trigger: ".modal button[name=action_sign]", run: "click" },
        ...sign("mdq_quality_manager", "The line would stand still"),
        { content: "the lot leads to it", trigger: ".o_field_widget[name=mdq_risk_id]:contains(RUR)" },
        {
            content: "a second one is not offered",
            trigger: ".o_statusbar_buttons:not(:has(button:contains('Release Under Risk')))",
        },
    ],
});
