from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

TRAINING_FIELDS = {"training_days", "grace_days"}


class MdqDocument(models.Model):
    """Who has to read a revision, who has, and what stands still until it is read."""

    _inherit = "mdq.document"

    training_days = fields.Integer("Days to Read", default=14, help="From the day the revision is assigned until it is overdue.")
    grace_days = fields.Integer(
        "Days of Grace", default=0,
        help="So long after a new revision became effective, having read the one before still counts. 0: the new one must be"
             " read before work goes on. Who misses a revision gets no new days with the next.",
    )
    is_training_first = fields.Boolean(
        "Train First", help="The approved revision becomes effective only when everybody concerned has read it."
    )
    assignment_ids = fields.One2many("mdq.training.assignment", "document_id", "Training")
    read_by_ids = fields.Many2many("res.partner", compute="_compute_reading", string="Read By")
    to_read_ids = fields.Many2many("res.partner", compute="_compute_reading", string="Still To Read")
    is_mine_to_read = fields.Boolean(
        "For Me To Read", compute="_compute_is_mine_to_read", search="_search_is_mine_to_read"
    )

    _training_days_not_negative = models.Constraint(
        "CHECK (training_days >= 0 AND grace_days >= 0)", "Days to read and days of grace cannot be negative."
    )

    def _compute_reading(self):
        # Whoever may read the document may see who has read it.
        readings = self.sudo().assignment_ids.filtered(lambda reading: reading.state in ("open", "done"))
        by_document = readings.grouped(lambda reading: (reading.document_id.id, reading.state))
        for document in self:
            for name, state in (("read_by_ids", "done"), ("to_read_ids", "open")):
                found = by_document.get((document._origin.id, state), readings.browse())
                document[name] = found.person_id.sudo(False)

    @api.depends_context("uid")
    @api.depends("assignment_ids.state")
    def _compute_is_mine_to_read(self):
        mine = self._get_open_readings(self.env.user.partner_id).document_id
        for document in self:
            document.is_mine_to_read = document._origin in mine

    def _search_is_mine_to_read(self, operator, value):
        if operator != "in":
            return NotImplemented
        # His own, whatever else he may read.
        readings = self.env["mdq.training.assignment"].sudo().search([
            ("person_id", "=", self.env.user.partner_id.id), ("document_id", "!=", False), ("state", "=", "open"),
        ])
        return [("id", "in" if True in value else "not in", readings.document_id.ids)]

    @api.model
    def _get_open_to_me_domain(self):
        """Who has to read a revision may open it: also a restricted one, and one that waits for its readers."""
        to_read = Domain("state", "in", ("in_review", "effective")) & Domain("id", "in", self._get_ids_of_my_training())
        return super()._get_open_to_me_domain() | to_read

    @api.model
    def _get_ids_of_my_training(self):
        # His own, whatever else he may read.
        return self.env["mdq.training.assignment"].sudo().search([
            ("person_id", "=", self.env.user.partner_id.id), ("state", "in", ("open", "done")), ("document_id", "!=", False),
        ]).document_id.ids

    def _get_open_readings(self, person):
        # As above: his own.
        return self.env["mdq.training.assignment"].sudo().search([
            ("person_id", "=", person.id), ("document_id", "in", self.ids), ("state", "=", "open"),
        ])

    def _is_to_be_read(self):
        """Whether this revision is read now: in force, or approved and waiting for its readers."""
        return self.state == "effective" or (self._waits_for_training() and self._mdq_is_approved())

    def _get_end_of_grace(self):
        """Return until when having read the revision before still counts."""
        return (self.effective_date or fields.Datetime.now()) + timedelta(days=self.grace_days)

    # -------------------------------------------------------------------------------------- guards

    def _get_open_fields(self):
        return super()._get_open_fields() | TRAINING_FIELDS

    def _get_signed_fields(self):
        """How long people have to read is a rule about the document, not content of it."""
        return [name for name in super()._get_signed_fields() if name not in {*TRAINING_FIELDS, "is_training_first"}]

    def write(self, vals):
        result = super().write(vals)
        if {"reader_ids", "department_ids"} & set(vals):
            self._assign_training()
        return result

    # --------------------------------------------------------------------------------- transitions

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._assign_training()

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        self._take_place_in_training()
        self._assign_training()

    def _after_move_to_draft(self):
        """What is taken back is not read: the revision will come with other content."""
        self._end_training("open", "cancelled")

    def _after_move_to_superseded(self):
        super()._after_move_to_superseded()
        self._end_training("open", "superseded")
        self._end_training("done", "superseded")

    def _after_move_to_obsolete(self):
        super()._after_move_to_obsolete()
        self._end_training("open", "cancelled")

    def _end_training(self, state, target):
        # Training follows the document; the author need not be able to write it.
        self.sudo().assignment_ids.filtered(lambda reading: reading.state == state)._move_to(target)

    # ------------------------------------------------------------------------------------- training

    def _take_place_in_training(self):
        """Rules and courses that name an earlier revision name this one from now on."""
        for document in self:
            # Rules and courses follow the revision, whoever makes it effective.
            known = document.sudo()
            earlier = known.search([
                ("company_id", "=", document.company_id.id), ("code", "=", document.code), ("id", "!=", document.id),
            ])
            for model in ("mdq.training.rule", "mdq.competence"):
                followers = known.env[model].with_context(active_test=False).search([("document_ids", "in", earlier.ids)])
                commands = [fields.Command.unlink(revision.id) for revision in earlier]
                followers._follow_revision([*commands, fields.Command.link(document.id)])

    def _get_people(self):
        """Return {document: persons who have to read it}: its read list, the training rules, and who holds a competence on it."""
        known = self.sudo()  # employees are closed to most roles; only contacts leave this method
        rules, holders = known._get_people_by_rule(), known._get_holders()
        people = {}
        for document in known:
            employees = document.department_ids.member_ids
            readers = document.reader_ids.filtered("active").partner_id | employees._mdq_get_persons()
            persons = readers | rules[document] | holders[document]
            people[document.with_env(self.env)] = persons.filtered("active").sudo(False)
        return people

    def _get_people_by_rule(self):
        rules = self.env["mdq.training.rule"].search([("company_id", "in", self.company_id.ids)])
        persons = rules._get_persons_by_rule()
        topics = {rule: documents._get_topics() for rule, documents in rules._get_documents_by_rule().items()}
        return {document: self.env["res.partner"].union(
            *(persons[rule] for rule in rules if document._get_topics() & topics[rule])) for document in self}

    def _get_holders(self):
        """Who holds a competence that rests on a document, or takes the course."""
        courses = self.env["mdq.training.assignment"].search([
            ("competence_id.document_ids.code", "in", self.mapped("code")), ("state", "in", ("open", "done")),
        ])
        competences = {document: courses.competence_id.filtered(
            lambda competence, document=document: competence.document_ids._get_topics() & document._get_topics()) for document in self}
        return {document: courses.filtered(
            lambda course, document=document: course.competence_id in competences[document]).person_id for document in self}

    def _get_topics(self):
        """What these revisions are about: a rule names the revision in force, and means also the one that waits for its readers."""
        return {(document.company_id, document.code) for document in self}

    def _assign_training(self):
        """Give everybody concerned his assignment for these revisions, unless he has it; return the new ones."""
        to_read = self.filtered(lambda document: document._is_to_be_read())
        pairs = [(person, document) for document, persons in to_read._get_people().items() for person in persons]
        return self.env["mdq.training.assignment"]._assign(pairs)

    def confirm_read(self, credential, reason=None):
        """Sign that the caller has read and understood these documents; return the ids of the signatures."""
        return self._get_my_readings().confirm(credential, reason)

    def _get_my_readings(self):
        """The caller's assignments for these documents; who reads without being asked gets one."""
        self.check_access("read")
        for document in self:
            if not document._is_to_be_read():
                raise UserError(self.env._(
                    "%s is not effective: read and confirm the effective revision.", document.display_name
                ))
        person = self.env.user.partner_id
        # His own training, whatever else he may read.
        done = self.sudo().assignment_ids.filtered(lambda reading: reading.state == "done" and reading.person_id == person)
        for document in done.document_id:
            raise UserError(self.env._("You have already confirmed %s.", document.display_name))
        self.env["mdq.training.assignment"]._assign([(person, document) for document in self])
        return self._get_open_readings(person).sudo(False)

    # ------------------------------------------------------------------------------------- buttons

    def action_confirm_read(self):
        """Open the caller's assignment: there he opens the files and signs."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "mdq.training.assignment", "view_mode": "form",
            "res_id": self._get_my_readings().id,
        }

    def action_open_training(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_training_assignment_action")
        return {**action, "domain": Domain("document_id", "in", self.ids), "context": {}}
