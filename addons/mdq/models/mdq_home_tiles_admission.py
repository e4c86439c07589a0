from odoo import api, models

from .mdq_home_tiles import _tile


class MdqHome(models.AbstractModel):
    """The tiles of those who admit suppliers."""

    _inherit = "mdq.home"

    @api.model
    def _get_tiles(self):
        return [*super()._get_tiles(), *self._get_tiles_admission()]

    def _get_tiles_admission(self):
        _ = self.env._
        case, case_action = "mdq.supplier.case", "mdq_supplier.mdq_supplier_case_action"
        roles = ["sqe", "quality_manager"]
        return [
            _tile("registration_waiting", "supplier", _("Applications and changes"), _("Sent by suppliers, to be reviewed"),
                  "mdq.supplier.registration", [["state", "in", ["confirmed", "in_review"]]],
                  "mdq_supplier.mdq_supplier_registration_action", roles, "info"),
            _tile("case_open", "supplier", _("Admissions"), _("Suppliers on their way through the stages"),
                  case, [["state", "=", "open"]], case_action, roles, "neutral"),
            _tile("case_overdue", "supplier", _("Admissions overdue"), _("Longer in their stage than planned"),
                  case, [["is_overdue", "=", True]], case_action, roles, "danger"),
            _tile("answer_review", "supplier", _("Questionnaires"), _("Answered by suppliers, to be reviewed"),
                  "mdq.supplier.questionnaire.answer", [["state", "=", "submitted"]],
                  "mdq_supplier.mdq_supplier_questionnaire_answer_action", ["quality_engineer", *roles], "info"),
        ]  # fmt: skip
