import { registry } from "@web/core/registry";

const cell = (row, column) => `.o_mdq_reading_grid [data-row="${row}"][data-column="${column}"]`;

/** The next cell, as the keyboard reaches it. */
const focused = (row, column) => `${cell(row, column)}:focus`;

registry.category("web_tour.tours").add("mdq_quality_readings", {
    steps: () => [
        { trigger: cell(1, 0), run: "click" },
        { trigger: cell(1, 0), run: "edit 6.50" },
        { trigger: cell(1, 0), run: "press Enter" },
        { content: "Enter goes to the next unit", trigger: focused(2, 0) },
        { content: "out of limits is red", trigger: `${cell(1, 0)}.text-danger` },
        { trigger: cell(2, 0), run: "edit 5.98" },
        { trigger: cell(2, 0), run: "press Enter" },
        { content: "after the last unit comes the next characteristic", trigger: focused(1, 1) },
        { trigger: focused(1, 1), run: "press o" },
        { content: "a letter judges and goes on", trigger: focused(2, 1) },
        { trigger: focused(2, 1), run: "press o" },
        { trigger: `.o_mdq_reading_grid:contains("4 of 4")` },
        { trigger: cell(1, 0), run: "edit 5.99" },
        { trigger: cell(1, 0), run: "press Enter" },
        { content: "a correction asks why", trigger: ".o_mdq_correction", run: "edit Typing error" },
        { trigger: ".o_mdq_reading_grid button:contains(Correct)", run: "click" },
        { trigger: `${cell(1, 0)}.text-success` },
        { content: "all is sent", trigger: ".o_mdq_reading_grid:not(:has(.o_mdq_cell_unsent))" },
        { trigger: "button[name=action_conclude]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Accepted)" },
    ],
});

registry.category("web_tour.tours").add("mdq_quality_release", {
    steps: () => [
        { content: "the checks are shown", trigger: ".o_field_widget[name=mdq_release_gaps]:contains(accepted the lot)" },
        { trigger: "button[name=action_mdq_release]", run: "click" },
        { trigger: ".o_mdq_sign_dialog input[type=password]", run: "edit mdq_releaser" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Released)" },
    ],
});

registry.category("web_tour.tours").add("mdq_quality_hold", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains(Put on Hold)", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit A scratch on the surface" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_field_widget[name=lot_ids] .o_data_row:contains(BAR-1)" },
    ],
});

registry.category("web_tour.tours").add("mdq_quality_drawing_beside", {
    steps: () => [
        { content: "the head of the column has the number of its balloon", trigger: ".o_mdq_readings thead .o_mdq_balloon:contains(2)" },
        { trigger: ".o_mdq_grid_side .o_mdq_balloon[data-number='1']", run: "click" },
        { content: "a balloon leads to its column, which fills it", trigger: ".o_mdq_grid_side .o_mdq_balloon.o_mdq_chosen[data-number='1']" },
        { trigger: focused(1, 0) },
        { trigger: cell(1, 1), run: "click" },
        { content: "the other column turns the page of the drawing", trigger: ".o_mdq_grid_side:contains(2 / 2) .o_mdq_balloon.o_mdq_chosen[data-number='2']" },
        { trigger: ".o_mdq_drawing_button", run: "click" },
        { content: "who wants the whole width puts it away", trigger: ".o_mdq_reading_grid:not(:has(.o_mdq_grid_side))" },
    ],
});

registry.category("web_tour.tours").add("mdq_quality_balloons", {
    steps: () => [
        { trigger: ".o_notebook a[name=drawing]", run: "click" },
        { trigger: ".o_mdq_plan_drawing [role=option]:first", run: "click" },
        { content: "what to do next is said", trigger: ".o_mdq_plan_drawing:contains(Click on the drawing where)" },
        { content: "a click places it", trigger: ".o_mdq_drawing_sheet", run: "click" },
        { content: "the next characteristic is chosen", trigger: ".o_mdq_plan_drawing [role=option][aria-selected=true]:contains(SURF)" },
        { trigger: ".o_mdq_drawing_sheet", run: "click" },
        { trigger: ".o_mdq_balloon[data-number='2']", run: "click" },
        { trigger: ".o_mdq_balloon[data-number='2']", run: "press Delete" },
        { content: "and takes it away again", trigger: ".o_mdq_drawing_sheet:not(:has(.o_mdq_balloon[data-number='2']))" },
        { trigger: ".o_mdq_balloon[data-number='1']", run: "click" },
        { trigger: ".o_mdq_balloon[data-number='1']", run: "press ArrowRight" },
        { content: "an arrow key pushes it", trigger: ".o_mdq_balloon[data-number='1']:not([style^='left: 50%'])" },
    ],
});
