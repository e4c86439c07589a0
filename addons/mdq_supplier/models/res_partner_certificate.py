from odoo import fields, models

QUALITY = "mdq_base.group_supplier_quality"


class ResPartner(models.Model):
    _inherit = "res.partner"

    mdq_certificate_ids = fields.One2many(
        "mdq.supplier.certificate", "partner_id", "Certificates", groups="base.group_user")

    def _mdq_get_quality_contacts(self):
        """Return who of the supplier is written to in matters of quality: its portal people of quality, else the company."""
        self.ensure_one()
        # Who receives letters of the suite is no secret to who causes them.
        group = self.env.ref(QUALITY).sudo()
        people = group.all_user_ids.filtered(
            lambda user: user.active and user.share and user.commercial_partner_id == self.commercial_partner_id).partner_id
        return people.filtered("email") or self.commercial_partner_id.filtered("email")

    def _mdq_get_portal_people(self):
        """Return [{name, role}] of those of the company who may sign in to the portal, with what they may do there."""
        self.ensure_one()
        people = []
        for code in ("signatory", "quality", "user"):
            # Roles of one's own colleagues are no secret; groups are read by administrators alone.
            group = self.env.ref(f"mdq_base.group_supplier_{code}").sudo()
            for user in group.all_user_ids.filtered(
                    lambda user: user.active and user.share and user.commercial_partner_id == self.commercial_partner_id):
                if user.name not in {person["name"] for person in people}:
                    people.append({"name": user.name, "role": group.name.split(":")[-1].split("：")[-1].strip()})
        return people

    def _mdq_get_sites(self):
        """Return the addresses of the company at which work may be done, without its people."""
        self.ensure_one()
        return self.child_ids.filtered(lambda child: child._mdq_get_site() == child)

    def _mdq_get_missing_certificates(self):
        """Return [{type, is_mandatory, since, scopes}] of what the scopes in force need today and was never sent."""
        self.ensure_one()
        company = self.env.company
        scopes = self.env["mdq.supplier.qualification"].search([
            ("partner_id", "=", self.commercial_partner_id.id), ("company_id", "=", company.id),
            ("state", "in", ("draft", "approved", "conditional", "suspended")), ("valid_to", ">=", company._mdq_today())])
        missing = {}
        for is_mandatory in (True, False):
            for scope, gaps in scopes._get_certificate_gaps(company._mdq_today(), is_mandatory).items():
                for gap, kind in gaps:
                    if gap.why == "missing":
                        row = missing.setdefault(kind, {"type": kind, "is_mandatory": is_mandatory, "since": gap.since, "scopes": scope})
                        row["scopes"] |= scope
        sent = self.commercial_partner_id.mdq_certificate_ids.filtered(lambda record: record.state in ("in_review", "returned")).type_id
        return [row for kind, row in missing.items() if kind not in sent]
