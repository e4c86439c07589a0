from freezegun import freeze_time
from odoo import fields
from odoo.tests import tagged

from .admission import PDF, AdmissionCommon
from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
class TestCaseCertificates(AdmissionCommon):
    """The gate of the documents looks at the certificates themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iso = cls.env.ref("mdq_supplier.mdq_supplier_certificate_type_iso_13485")
        cls.environment = cls.env.ref("mdq_supplier.mdq_supplier_certificate_type_environment")
        cls.second_sqe = cls.new_user("mdq_second_sqe", "mdq_base.group_sqe")
        stages = cls.env["mdq.supplier.case.stage"].search([])
        kept = stages.browse([cls.env.ref(f"mdq_supplier.stage_{name}").id for name in ("documents", "approval")])
        (stages - kept).active = False
        cls.env["mdq.supplier.document.rule"].search([]).active = False

    def _demand(self, kind=None, **vals):
        return self.env["mdq.supplier.certificate.demand"].with_user(self.sqe).create({
            "type_id": (kind or self.iso).id, "process_id": self.anodising.id, **vals})

    def _certificate(self, kind=None, partner=None, number="Q5 021123", accept=True, **vals):
        """Entered by one engineer of supplier quality, accepted by another."""
        today = self.env.company._mdq_today()
        record = self.env["mdq.supplier.certificate"].with_user(self.second_sqe).create({
            "partner_id": (partner or self.partner).id, "type_id": (kind or self.iso).id, "number": number, "issuer": "TÜV SÜD",
            "valid_from": fields.Date.subtract(today, days=30), "valid_to": fields.Date.add(today, days=300), **vals,
        })
        record._add_files([MdqCertificateCommon._scan(PDF)])
        record.action_submit()
        if accept:
            record.with_user(self.sqe).accept(self.credential_of(self.sqe))
        return record

    def _ready(self, **vals):
        case = self._case(**vals)
        case.action_set_risk_class()
        return case

    def test_what_is_missing_is_named_with_its_type(self):
        """Requirement: MDQ-SUP-250"""
        self._demand()
        self._demand(self.environment)
        case = self._ready()
        self.assertFalse(case.stated_text)
        with self.refused("Bone screw · all sites: the certificate “ISO 13485.*” is missing. \\(Lantian Surface\\)"):
            self._sign(case, self.sqe)
        self._certificate()
        case.invalidate_recordset()
        self.assertNotIn("ISO 13485", case.gate_text)
        with self.refused("is missing"):
            self._sign(case, self.sqe, "I saw it on paper")
        certificate = self._certificate(self.environment, number="913205940000318X001P")
        self._sign(case, self.sqe, False)
        facts = case.step_ids.filtered(lambda step: step.state == "done").facts
        self.assertIn("Q5 021123", facts)
        self.assertIn(certificate.file_ids.sha256, facts)

    def test_only_what_was_reviewed_and_is_in_force_counts(self):
        """Requirement: MDQ-SUP-250"""
        self._demand()
        case, today = self._ready(), self.env.company._mdq_today()
        sent = self._certificate(accept=False)
        with self.refused("ISO 13485.* Q5 021123 waits for its review. \\(Supplier Quality Engineer\\)"):
            self._sign(case, self.sqe)
        sent.with_user(self.sqe).send_back(self.credential_of(self.sqe), "The annex is missing")
        with self.refused("“ISO 13485.*” is missing"):
            self._sign(case, self.sqe)
        later = self._certificate(number="Q5 2", valid_from=fields.Date.add(today, days=1))
        with self.refused("is missing"):
            self._sign(case, self.sqe)
        later.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "Not theirs")
        with freeze_time(fields.Datetime.subtract(fields.Datetime.now(), days=20)):
            ended = self._certificate(number="Q5 3")
        ended.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "Not genuine")
        with self.refused("Q5 3 does not count since .*, and no other one covers it"):
            self._sign(case, self.sqe)
        self._certificate(number="Q5 4")
        self._sign(case, self.sqe)

    def test_a_certificate_of_another_scope_or_supplier_does_not_count(self):
        """Requirement: MDQ-SUP-250"""
        self._demand()
        case = self._ready()
        self._certificate(partner=self.other_partner, number="X1")
        self._certificate(number="X2", process_ids=self.machining.ids)
        self._certificate(number="X3", site_id=self.site.id)
        with self.refused("is missing"):
            self._sign(case, self.sqe)
        at_site = self._ready(line_ids=[fields.Command.create({
            "process_id": self.anodising.id, "product_id": self.screw.id, "site_id": self.site.id})])
        self._sign(at_site, self.sqe)

    def test_a_demand_that_is_over_or_only_asked_for_bars_nothing(self):
        """Requirement: MDQ-SUP-250"""
        self._demand(is_mandatory=False)
        self._demand(since=fields.Date.add(self.env.company._mdq_today(), days=1))
        case = self._ready()
        self.assertEqual(case.stated_text, "Certificates valid")
        with self.refused("Say in the reason how this was shown"):
            self._sign(case, self.sqe, " ")
        self._sign(case, self.sqe, "None is demanded; the licence was seen")

    def test_a_refused_scope_asks_for_nothing(self):
        """Requirement: MDQ-SUP-250"""
        self._demand()
        case = self._ready()
        case.line_ids.decision = "refuse"
        self.assertNotIn("certificate", {gap["code"] for gap in case._get_gate_gaps()})

    def test_the_gate_takes_no_query_a_scope(self):
        """Requirement: MDQ-SUP-250"""
        self._demand()
        few = self._case()
        many = self._case(line_ids=[fields.Command.create({"process_id": self.anodising.id, "product_id": product.id})
                                    for product in (self.screw, self.bar, *(self._product(f"Part {n}", mdq_controlled=True) for n in range(8)))])
        counts = []
        for case in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            case.line_ids.mapped("scope"), case.line_ids.product_id.categ_id.mapped("parent_path")
            before = self.env.cr.sql_log_count
            self.assertEqual(len(case._get_certificate_gaps()), len(case.line_ids))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
