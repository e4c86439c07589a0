import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * A file that is too large is refused where it is chosen: nothing is sent for nothing, and what was typed stays.
 */
export class FileLimit extends Interaction {
    static selector = "input[type=file][data-largest]:not(.o_mdq_answer_file)";
    dynamicContent = { _root: { "t-on-change": this.onChange } };

    onChange() {
        const largest = parseInt(this.el.dataset.largest);
        const tooLarge = [...this.el.files].find((file) => file.size > largest);
        if (tooLarge) {
            this.el.value = "";
        }
        this.say(tooLarge ? _t("%s is larger than 10 MB. Send a smaller scan.", tooLarge.name) : "");
    }

    say(text) {
        if (!this.words) {
            this.words = document.createElement("div");
            this.words.className = "o_mdq_file_problem small text-danger fw-bold mt-1";
            this.words.setAttribute("role", "alert");
            this.insert(this.words, this.el, "afterend");
        }
        this.words.textContent = text;
    }
}

registry.category("public.interactions").add("mdq_supplier.file_limit", FileLimit);
