from odoo import fields, models
from odoo.exceptions import UserError

YEARS = 3
ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")


class MdqSupplierQualification(models.Model):
    _inherit = "mdq.supplier.qualification"

    case_id = fields.Many2one("mdq.supplier.case", "Admission", readonly=True, copy=False, ondelete="restrict",
                              index="btree_not_null")


class MdqSupplierCase(models.Model):
    """The end of a case: its proposals become qualifications, which go along their own approval route."""

    _inherit = "mdq.supplier.case"

    qualification_ids = fields.One2many("mdq.supplier.qualification", "case_id", "Qualifications", readonly=True)

    def action_propose(self):
        """Write the qualifications that are proposed, and submit them along their approval route."""
        self.env.user._mdq_require(*ROLES)
        self._check_open()
        for case in self:
            case._check_proposable()
            for line in case.line_ids.filtered(lambda line: line.decision in ("approve", "conditional")):
                case._propose(line)
        return True

    def _check_proposable(self):
        if not self._is_last_stage():
            raise UserError(self.env._(
                "%(case)s is in the stage “%(stage)s”. Qualifications are proposed in the last stage, when the gates before it are"
                " signed.", case=self.display_name, stage=self.stage_id.name,
            ))
        undecided = self.line_ids.filtered(lambda line: not line.decision)
        if undecided:
            raise UserError(self.env._("Propose a decision for each scope, first of all for: %s", undecided[0].scope))

    def _propose(self, line):
        qualification = line.qualification_id
        if qualification and qualification.state in ("approved", "conditional", "draft"):
            return
        if line.suspended_id:
            line._set_qualification(line.suspended_id)  # lifting a suspension is signed on the qualification itself
            return
        qualification = self.env["mdq.supplier.qualification"].create(self._prepare_qualification_vals(line))
        line._set_qualification(qualification)
        qualification.action_submit()

    def _prepare_qualification_vals(self, line):
        today = self.company_id._mdq_today()
        current = self._get_current(line)
        begins = max(today, fields.Date.add(current.valid_to, days=1)) if current else today
        return {
            **line._prepare_scope_vals(), "previous_id": current.id, "valid_from": begins,
            "valid_to": line.valid_to or fields.Date.add(begins, years=YEARS, days=-1),
            "conditions": line.conditions if line.decision == "conditional" else False,
            "basis": "\n".join([self.name, *self._get_gate_facts()]), "case_id": self.id,
            "responsible_id": self.responsible_id.id,
        }

    def _get_current(self, line):
        """The qualification in force for the same scope: a requalification renews it, and follows on it."""
        return self.env["mdq.supplier.qualification"].search([
            ("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id),
            ("site_id", "=", line.site_id.id), ("process_id", "=", line.process_id.id), ("product_id", "=", line.product_id.id),
            ("categ_id", "=", line.categ_id.id), ("state", "in", ("approved", "conditional")),
        ], order="valid_to desc", limit=1)

    # --------------------------------------------------------------------------------- ended without

    def _check_move_to_refused(self):
        self._check_nothing_approved()

    def _check_move_to_cancelled(self):
        self._check_nothing_approved()

    def _after_move_to_refused(self):
        self._drop_proposals()

    def _after_move_to_cancelled(self):
        self._drop_proposals()

    def _check_nothing_approved(self):
        """An admission does not end without an approval while one that it led to lets orders pass."""
        for case in self:
            approved = case.line_ids.qualification_id.filtered(lambda scope: scope.state in ("approved", "conditional"))
            if approved:
                raise UserError(self.env._(
                    "%(case)s led to what is approved: %(qualifications)s. Withdraw or suspend that first, signed; then end the case.",
                    case=case.display_name, qualifications=", ".join(approved.mapped("name"))))

    def _drop_proposals(self):
        """What was proposed and not decided is not decided any more."""
        for case in self:
            # Whoever signs the end of a case ends what it proposed, whether or not he writes qualifications.
            drafts = case.sudo().line_ids.qualification_id.filtered(lambda scope: scope.state == "draft")
            drafts._move_to("withdrawn", self.env._("The admission %s ended without an approval.", case.name))

    def action_open_qualifications(self):
        """Open what this case led to."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_qualification_action")
        return {**action, "domain": [("id", "in", self.line_ids.qualification_id.ids)], "context": {}}
