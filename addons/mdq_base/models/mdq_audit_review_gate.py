from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from . import audit_gate


class MdqAuditReview(models.Model):
    """What waits for a review asks here whether it is done, and still holds."""

    _inherit = "mdq.audit.review"

    @api.model
    def _get_gaps(self, records):
        """Return {id: why the review of a record is not done, '' when it is}, for all records at once."""
        # A gate looks at every review, whatever the caller may read.
        reviews = self.sudo().search([
            ("res_model", "=", records._name), ("res_id", "in", records.ids), ("state", "!=", "cancelled"),
        ], order="id")
        last = {review.res_id: review for review in reviews}
        newest = self._get_newest_of_trails(records.browse(last))
        return {record.id: self._get_gap(record, last.get(record.id), newest.get(record.id, 0)) for record in records}

    def _get_gap(self, record, review, newest):
        if not review:
            return self.env._("The audit trail is not reviewed: ask for it in the history of %s.", record.display_name)
        if review.state == "open":
            return self.env._("%(review)s is still open with %(reviewer)s.", review=review.name, reviewer=review.reviewer_id.name)
        if review.open_finding_count:
            return self.env._("%(review)s has %(count)s open findings.", review=review.name, count=review.open_finding_count)
        if newest > review.last_entry:
            return self.env._("Changes were made after %s: have the audit trail reviewed again.", review.name)
        return ""

    def _get_newest_of_trails(self, records):
        """Return {id: newest entry} of records and of the documents that were reviewed with them."""
        newest = self._get_newest_entries(records)
        told = defaultdict(lambda: defaultdict(list))
        for record in records:
            for documents in record._mdq_get_reviewed_records():
                for document in documents.ids:
                    told[documents._name][document].append(record.id)
        for name, owners in told.items():
            for document, entry in self._get_newest_entries(self.env[name].browse(owners)).items():
                for record in owners[document]:
                    newest[record] = max(newest.get(record, 0), entry)
        return newest

    def _get_newest_entries(self, records):
        """Return {id: newest entry} of records, their lines, links and files; what was deleted counts too."""
        if not records:
            return {}
        self.env.flush_all()
        parts = SQL(" UNION ALL ").join(audit_gate.newest_parts(records))
        return dict(self.env.execute_query(SQL("SELECT record, max(entry) FROM (%s) found WHERE entry IS NOT NULL GROUP BY record", parts)))
