"""Who is to be trained before a change is effective, and who has been."""

from odoo import fields, models
from odoo.exceptions import UserError


class MdqChange(models.Model):
    _inherit = "mdq.change"

    is_training_first = fields.Boolean(
        "Train First", default=True, tracking=True,
        help="The change is implemented only when everybody concerned has read the new documents. Training starts when the"
             " change board has approved.",
    )
    training_reason = fields.Text("Why Training May Follow", help="What keeps people from working by the old revision until then.")
    training_ids = fields.One2many("mdq.change.training", "change_id", "Training")
    training_open_count = fields.Integer("Still to Train", compute="_compute_training_open_count")

    def _compute_training_open_count(self):
        counts = dict(self.env["mdq.change.training"]._read_group(
            [("change_id", "in", self.ids), ("state", "=", "open")], ["change_id"], ["__count"]))
        for change in self:
            change.training_open_count = counts.get(change._origin, 0)

    def _get_signed_fields(self):
        """Whether people are trained first is part of what the board decides."""
        return [*super()._get_signed_fields(), "is_training_first", "training_reason"]

    def _check_move_to_board(self):
        super()._check_move_to_board()
        for change in self:
            if change._get_documents() and not change.is_training_first and not change.training_reason:
                raise UserError(self.env._(
                    "%(change)s is to be effective before people are trained: say why that is safe.", change=change.name
                ))

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._get_documents()._assign_training()

    def _after_move_to_rejected(self):
        super()._after_move_to_rejected()
        self._end_vain_training()

    def _after_move_to_cancelled(self):
        super()._after_move_to_cancelled()
        self._end_vain_training()

    def _end_vain_training(self):
        """Nobody learns what does not come."""
        self._get_documents().filtered(lambda document: not document._is_to_be_read())._end_training("open", "cancelled")

    def _get_documents(self):
        """The documents among the linked revisions."""
        # Facts for gates and for training, whatever the caller may read.
        known = self.sudo()
        lines = known.line_ids.filtered(lambda line: line.res_model == "mdq.document")
        return known.env["mdq.document"].browse(lines.mapped("res_id")).exists()

    def action_assign_training(self):
        """Assign what is not assigned yet, to people who joined since the change was approved."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_sqe")
        self._get_documents()._assign_training()
        return True

    def action_open_training(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_change.mdq_change_training_action")
        return {**action, "domain": [("change_id", "=", self.id)], "context": {"search_default_open": 1}}


class MdqChangeLine(models.Model):
    _inherit = "mdq.change.line"

    def _get_readiness_refusal(self, gaps):
        refusal = super()._get_readiness_refusal(gaps)
        documents = self.change_id._get_documents()
        return f"{refusal}\n{documents._get_training_way_out()}" if documents._mdq_training_gaps() else refusal


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    def _waits_for_training(self):
        return super()._waits_for_training() or (self.state == "in_review" and self._is_trained_by_change())

    def _is_trained_by_change(self):
        """Whether an approved change says that people are trained before it is effective."""
        return bool(self._get_change_lines().change_id.filtered(
            lambda change: change.is_training_first and change.state in ("approved", "implemented")))


class MdqChangeTraining(models.Model):
    """The training that a change asks for, by document and person: read from the assignments, for whoever may read the change.

    The assignments themselves are closed to planners and to the board. Whether a person has read a revision is what they decide on.
    """

    _name = "mdq.change.training"
    _description = "Training For A Change"
    _auto = False
    _order = "state desc, document_id, due_date, id"
    _depends = {
        "mdq.change.line": ["change_id", "company_id", "change_state", "res_model", "res_id"],
        "mdq.training.assignment": ["person_id", "partner_id", "document_id", "state", "due_date", "done_on"],
    }
    _table_query = """
        SELECT reading.id, line.change_id, line.company_id, reading.document_id, reading.person_id,
               NULLIF(reading.partner_id, reading.person_id) AS partner_id, reading.due_date, reading.done_on, reading.state
          FROM mdq_change_line line
          JOIN mdq_training_assignment reading ON reading.document_id = line.res_id
         WHERE line.res_model = 'mdq.document' AND line.change_state NOT IN ('rejected', 'cancelled')
           AND reading.state IN ('open', 'done')"""

    change_id = fields.Many2one("mdq.change", "Change", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    document_id = fields.Many2one("mdq.document", "Document", readonly=True)
    person_id = fields.Many2one("res.partner", "Person", readonly=True)
    partner_id = fields.Many2one("res.partner", "Employer", readonly=True)
    due_date = fields.Date("Due", readonly=True)
    done_on = fields.Datetime("Trained On", readonly=True)
    state = fields.Selection([("open", "To Do"), ("done", "Trained")], "Status", readonly=True)
