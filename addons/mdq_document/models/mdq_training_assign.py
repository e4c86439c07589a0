from odoo import api, fields, models

QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_activity_quick_update": True}


class MdqTrainingAssignment(models.Model):
    """How assignments come to be: by a new revision, a rule, a course, or a person who assigns."""

    _inherit = "mdq.training.assignment"

    @api.model_create_multi
    def create(self, vals_list):
        assignments = super().create(vals_list)
        assignments._remember_earlier()
        assignments._assign_readings_of_courses()
        assignments._tell_assigned()
        return assignments

    @api.model
    def _assign(self, pairs):
        """Assign each (person, document or competence) unless the person has it open, or has it; return the new ones.

        A competence that expired is assigned anew.
        """
        pairs = list(dict.fromkeys(pairs))
        known = self._get_live_pairs(pairs)
        vals_list = [self._prepare_assignment_vals(*pair) for pair in pairs if pair not in known]
        # Assignments follow from rules and revisions, whoever set those off.
        return self.sudo().with_context(**QUIET).create(vals_list).with_env(self.env) if vals_list else self.browse()

    @api.model
    def _get_live_pairs(self, pairs):
        persons = self.env["res.partner"].union(*(person for person, _subject in pairs))
        # What is assigned already counts, whoever may see it.
        live = self.sudo().search_fetch(
            [("person_id", "in", persons.ids), ("state", "in", ("open", "done"))],
            ["person_id", "document_id", "competence_id", "valid_until", "state"],
        )
        today = self.env.company._mdq_today()
        return {(item.person_id, item._get_subject()) for item in live
                if item.state == "open" or not item.valid_until or item.valid_until >= today}

    @api.model
    def _prepare_assignment_vals(self, person, subject):
        is_document = subject._name == "mdq.document"
        days = subject.training_days if is_document else subject.due_days
        return {
            "person_id": person.id, "document_id" if is_document else "competence_id": subject.id,
            "due_date": fields.Date.add(self.env.company._mdq_today(), days=days),
        }

    def _remember_earlier(self):
        """Link each to the training that it renews, so that one sees who knew the revision before."""
        # Earlier training counts, whoever may see it.
        known = self.sudo()
        done = known.search([
            ("person_id", "in", known.person_id.ids), ("done_on", "!=", False), ("id", "not in", known.ids),
            "|", ("document_id.code", "in", known.document_id.mapped("code")), ("competence_id", "in", known.competence_id.ids),
        ], order="done_on, id")
        earlier = {(item.person_id, item._get_topic()): item for item in done}
        for assignment in known:
            found = earlier.get((assignment.person_id, assignment._get_topic()))
            if found:
                assignment._write_guarded({"replaces_id": found.id})

    def _get_topic(self):
        """What the training is about, whatever the revision."""
        return self.competence_id or (self.company_id, self.document_id.code)

    def _assign_readings_of_courses(self):
        """A course brings its documents with it."""
        courses = self.sudo().filtered("competence_id")  # as in `_assign`
        self._assign([(course.person_id, document) for course in courses for document in course._get_documents()])
