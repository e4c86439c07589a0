from odoo import models
from odoo.exceptions import UserError


class MdqDocument(models.Model):
    """What keeps a revision from becoming effective: people who are to be trained on it first."""

    _inherit = "mdq.document"

    def _waits_for_training(self):
        """Whether this revision becomes effective only when everybody concerned has read it. Extend with `or`."""
        return self.state == "in_review" and self.is_training_first

    def _check_move_to_effective(self):
        super()._check_move_to_effective()
        gaps = self._mdq_training_gaps()
        if gaps:
            raise UserError(self.env._(
                "People are to be trained before this becomes effective:\n%(gaps)s\n%(way_out)s", gaps="\n".join(gaps),
                way_out=self._get_training_way_out(),
            ))

    def _mdq_training_gaps(self):
        """Return sentences: who has not read a revision that becomes effective only when people are trained."""
        # A gate sees everybody's training.
        waiting = self.sudo().filtered(lambda document: document._waits_for_training())
        opened = waiting.assignment_ids.filtered(lambda reading: reading.state == "open")
        return [reading._get_gap_sentence() for reading in opened] + [
            self.env._("%(person)s has to read %(document)s, and it is not assigned yet.",
                       person=person._mdq_get_name_and_employer(), document=document.display_name)
            for document, persons in waiting._get_unassigned().items() for person in persons
        ]

    def _get_unassigned(self):
        """Return {document: persons who have to read it, and to whom nobody has assigned it}."""
        people = self._get_people()
        # As above: a gate sees everybody's training.
        known = self.sudo().assignment_ids.filtered(lambda reading: reading.state in ("open", "done"))
        return {document: persons - known.filtered(lambda reading, document=document: reading.document_id == document).person_id
                for document, persons in people.items()}

    def _get_training_way_out(self):
        """Say what ends the waiting."""
        return self.env._(
            "Each of them reads and signs it under My Training, staff of suppliers in the portal; whoever has no login is"
            " confirmed by a trainer. Whoever need not know it is taken off the readers or the training rule, and his"
            " assignment is cancelled."
        )


class MdqTrainingAssignment(models.Model):
    _inherit = "mdq.training.assignment"

    def _get_gap_sentence(self):
        self.ensure_one()
        return self.env._(
            "%(person)s has not read %(document)s yet (due %(date)s).", person=self.person_id._mdq_get_name_and_employer(),
            document=self.document_id.display_name, date=self.due_date,
        )
