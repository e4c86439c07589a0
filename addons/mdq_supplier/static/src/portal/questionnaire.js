import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * The questionnaire of a supplier: each answer is kept as soon as it is given, and it says so beside the question.
 */
export class Questionnaire extends Interaction {
    static selector = ".o_mdq_questionnaire";
    dynamicContent = {
        ".o_mdq_answer": { "t-on-change": this.onChange },
        "textarea.o_mdq_answer": { "t-on-input": this.debounced(this.onChange, 1500) },
        ".o_mdq_answer_file": { "t-on-change": this.onFile },
    };

    async onChange(ev) {
        const input = ev.target;
        const question = input.closest(".o_mdq_question");
        if (!question || this.lastValue(question) === input.value) {
            return;
        }
        question.dataset.last = input.value;
        this.say(question, _t("Saving…"), "text-muted");
        try {
            const result = await this.waitFor(
                rpc(`/my/mdq/questionnaire/${this.el.dataset.id}/save`, {
                    answer_id: parseInt(this.el.dataset.id),
                    line_id: parseInt(question.dataset.id),
                    value: input.value,
                })
            );
            this.show(question, result);
        } catch {
            delete question.dataset.last;
            this.say(question, _t("Not saved: no connection. Change the answer once more when you are online."), "text-danger fw-bold");
        }
    }

    lastValue(question) {
        return question.dataset.last;
    }

    show(question, result) {
        if (result.error) {
            delete question.dataset.last;
            this.say(question, result.error, "text-danger fw-bold");
            return;
        }
        this.say(question, _t("Saved"), "text-success");
        const bar = this.el.querySelector(".o_mdq_progress");
        if (bar) {
            const share = Math.round((100 * result.answered_count) / Math.max(result.question_count, 1));
            bar.style.width = `${share}%`;
            this.el.querySelector(".o_mdq_progress_text").textContent = `${result.answered_count} / ${result.question_count}`;
        }
    }

    say(question, text, className) {
        const status = question.querySelector(".o_mdq_status");
        status.textContent = text;
        status.className = `o_mdq_status small ${className}`;
    }

    onFile(ev) {
        const input = ev.target;
        const largest = parseInt(input.dataset.largest);
        const tooLarge = [...input.files].find((file) => file.size > largest);
        const question = input.closest(".o_mdq_question, .o_mdq_document");
        if (tooLarge) {
            input.value = "";
            this.say(question, _t("%s is larger than 10 MB. Send a smaller scan.", tooLarge.name), "text-danger fw-bold");
            return;
        }
        this.say(question, _t("Sending…"), "text-muted");
        input.form.submit();
    }
}

registry.category("public.interactions").add("mdq_supplier.questionnaire", Questionnaire);
