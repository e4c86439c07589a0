from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .release_common import ReleaseStageCase

PAGE = "/my/mdq/releases"
QUIET = ("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
NO_LOT = "There is no such lot that your company made"
SIGN = """
    const wait = (css) => new Promise((found) => {
        const look = setInterval(() => { const it = document.querySelector(css); if (it) { clearInterval(look); found(it); } }, 50);
    });
    const type = (el, text) => { el.value = text; el.dispatchEvent(new Event("input", { bubbles: true })); };
    (async () => {
        if (document.documentElement.scrollWidth > window.innerWidth + 1) throw new Error("wider than the phone");
        (await wait(".o_mdq_portal_sign")).click();
        type(await wait(".o_mdq_sign_dialog input[name=password]"), "%s");
        window.addEventListener("beforeunload", () => console.log("test successful")); // signed: the page loads again
        (await wait(".o_mdq_sign_confirm:not([disabled])")).click();
    })();
    0;
"""


class ReleaseMakerCase(ReleaseStageCase):
    """Baoji makes the lot for us; two of its people may sign, the other one only reads. Hongda makes the same product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival_company = cls.env["res.partner"].create({"name": "Hongda Metal", "is_company": True})
        cls.signatory = cls._person("baoji_signs", "signatory")
        cls.second_signatory = cls._person("baoji_signs_too", "signatory")
        cls.reader = cls._person("baoji_reads", "quality")
        cls.rival = cls._person("hongda_signs", "signatory", cls.rival_company)

    @classmethod
    def _person(cls, login, role, company=None):
        user = cls.new_user(login, f"mdq_base.group_supplier_{role}")
        user.partner_id.parent_id = company or cls.supplier
        return user

    @classmethod
    def _agree(cls, users=None, sign=True, **vals):
        """Have a quality manager sign that signatories of a contract maker give the production release."""
        agreed = cls.env["mdq.release.maker"].with_user(cls.quality_manager).create({
            "partner_id": cls.supplier.id, "user_ids": [Command.set((users or cls.signatory).ids)],
            "basis": "Quality agreement 7, section 9", **vals,
        })
        if sign:
            agreed.appoint(cls.credential_of(cls.quality_manager))
        return agreed

    def _sign(self, lots=None, user=None, reason=None, **words):
        user = user or self.signatory
        with mute_logger(*QUIET):
            releases = self.env["mdq.release"].with_user(user).with_context(**words)
            return releases.browse(releases.release_as_maker((lots or self.lot).ids, self.credential_of(user), reason)).sudo()


class TestReleaseMaker(ReleaseMakerCase):
    """Requirement: MDQ-QUA-721"""

    def test_the_makers_signatory_signs_first_and_the_registrant_second(self):
        self._name()
        agreed = self._agree()
        self._accept(self.inspection)
        first = self._sign(reason="Batch record reviewed")
        self.assertEqual((first.stage, first.released_by, first.maker_id, first.company_id), ("production", self.signatory, agreed, self.company))
        self.assertEqual((first.signature_ids.user_id, first.signature_ids.meaning, first.signature_state), (self.signatory, "released", "valid"))
        self.assertEqual((self.lot.mdq_status, self.lot.mdq_production_release_id, self.lot.mdq_release_stage), ("quarantine", first, "market"))
        with self.assertRaisesRegex(UserError, "market release"):
            self._picking("out", [(self.bar, self.lot, 1)]).button_validate()
        second = self.env["mdq.release"].browse(self._release(self.lot, self.market_releaser))
        self.assertEqual((second.stage, self.lot.mdq_status, second.production_release_id), ("market", "released", first))

    def test_nobody_outside_gives_the_market_release(self):
        self._agree()
        self._name()
        self._accept(self.inspection)
        self._sign()
        with self.assertRaisesRegex(AccessError, "signed already"):
            self._sign(user=self.signatory)
        releases = self.env["mdq.release"].with_user(self.signatory)
        for call in (
            lambda: releases.release(self.lot.ids, self.credential_of(self.signatory)), lambda: releases.evaluate(self.lot.ids),
            lambda: releases.sudo().release(self.lot.ids, self.credential_of(self.signatory)),
            lambda: releases.withdraw_production(self.lot.ids, self.credential_of(self.signatory), "Mine"),
            lambda: releases.release_part(self.lot.id, [], self.credential_of(self.signatory)),
            lambda: self.env["mdq.signature"].with_user(self.signatory).sign(
                "mdq.release", self.lot.mdq_production_release_id.ids, "released", self.credential_of(self.signatory)),
        ):
            with mute_logger(*QUIET), self.assertRaises(AccessError):
                call()
        with self.assertRaisesRegex(UserError, "does not have the role Releaser"):
            self._name(self.signatory)
        with self.assertRaises(UserError):
            self.signatory.group_ids += self.env.ref("mdq_base.group_releaser")
        self.assertEqual((self.lot.mdq_status, len(self.lot.mdq_release_ids)), ("quarantine", 1))

    def test_the_full_checks_are_told_to_nobody_outside(self):
        """A subcontractor of the product, who reads its lots where nothing of the suite narrows that."""
        self.env["mrp.bom"].create({
            "product_tmpl_id": self.bar.product_tmpl_id.id, "type": "subcontract", "subcontractor_ids": [Command.link(self.rival_company.id)]})
        with self.assertRaises(AccessError):
            self.env["mdq.release"].with_user(self.rival).evaluate(self.lot.ids)

    def test_only_the_named_of_the_company_that_made_it(self):
        self._agree()
        self._accept(self.inspection)
        with self.assertRaisesRegex(AccessError, f"nobody stands in for them: {self.signatory.name}"):
            self._sign(user=self.second_signatory)
        with self.assertRaisesRegex(AccessError, "for the role Supplier: Signatory"):
            self._sign(user=self.reader)
        for user in (self.releaser, self.quality_manager, self.admin, self.market_releaser):
            with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "for the role Supplier: Signatory"):
                self._sign(user=user)
        self.assertFalse(self.lot.mdq_release_ids)

    def test_lots_of_others_look_as_if_they_were_not_there(self):
        self._agree()
        self._agree(self.rival, partner_id=self.rival_company.id)
        self._accept(self.inspection)
        own = self._lot(quantity=3)
        gone = self.env["stock.lot"].browse(99999999)
        refusals = set()
        for user, lots in ((self.rival, self.lot), (self.signatory, own), (self.signatory, gone), (self.signatory, self.lot | own)):
            with self.subTest(user=user.login, lots=lots), self.assertRaisesRegex(UserError, NO_LOT) as refusal:
                self._sign(lots, user)
            refusals.add(str(refusal.exception))
        self.assertEqual(len(refusals), 1, "the sentence does not tell what exists")
        with self.assertRaises(UserError):
            self.env["mdq.release"].with_user(self.signatory).release_as_maker([], self.credential_of(self.signatory))

    def test_goods_of_two_makers_are_of_neither(self):
        self._agree()
        self._receive((self.bar, self.lot, 1), partner_id=self.rival_company.id)
        self._accept(self._inspections(self.lot).filtered(lambda each: each.state == "open"))
        with self.assertRaisesRegex(UserError, NO_LOT):
            self._sign()

    def test_what_a_subcontractor_produced_is_his_and_so_are_its_parts(self):
        self.env["mrp.bom"].create({
            "product_tmpl_id": self.screw.product_tmpl_id.id, "type": "subcontract", "product_qty": 1,
            "subcontractor_ids": [Command.link(self.supplier.id)],
        })
        picking = self._receive((self.screw, "SCREW-1", 4))
        made = picking.move_line_ids.lot_id
        self.assertEqual(picking.move_ids._get_subcontract_production().mapped("state"), ["done"])
        self.assertEqual(made._mdq_get_makers(), {made.id: self.supplier})
        split = self.env["mdq.lot.split"].with_user(self.quality_engineer)
        part = split.browse(split.split(
            self.lot.id, [{"location_id": self.stock.id, "quantity": 1}], "rejected", self.credential_of(self.quality_engineer), "Dent")).new_lot_id
        self.assertEqual(part._mdq_get_makers(), {part.id: self.supplier})
        other = self._lot(quantity=2, status="released")
        order = self._order(other, 2, lot=self._lot(self.screw))
        order.button_mark_done()
        self.assertFalse(order.lot_producing_ids._mdq_get_makers()[order.lot_producing_ids.id], "made here")

    def test_open_checks_are_said_without_a_word_of_other_companies(self):
        self._agree()
        with self.assertRaisesRegex(UserError, f"Not released, as these checks are open:\n.*Not inspected yet: {self.inspection.name}"):
            self._sign()
        self._accept(self.inspection)
        self.env["mdq.lot.document.rule"].with_user(self.quality_engineer).create({
            "kind_id": self.env.ref("mdq_quality.mdq_lot_document_kind_mill").id, "product_id": self.bar.id, "partner_id": self.rival_company.id})
        self._receive((self.bar, self.lot, 1), partner_id=self.rival_company.id)
        self.assertIn(self.rival_company.name, str(self.lot._mdq_release_checks()))
        told = self.lot._mdq_tell_maker(self.lot._mdq_release_checks()[self.lot.id])
        self.assertNotIn(self.rival_company.name, str(told))
        self.assertIn({"name": "Its documents are accepted", "ok": False, "why": ""}, told)

    def test_what_is_not_told_apart_says_nothing(self):
        checks = [self.lot._mdq_prepare_check("secret", False, "Lantian owes a report"), self.lot._mdq_prepare_check("status", False, "HLD-7"),
                  self.lot._mdq_prepare_check("maker", True, "Who signs")]
        self.assertEqual(self.lot._mdq_tell_maker(checks), [
            {"name": "Other conditions of the registrant", "ok": False, "why": ""},
            {"name": "The lot is in quarantine, not on hold or rejected", "ok": False, "why": ""}])

    def test_what_was_agreed_holds_for_its_products_its_company_and_its_time(self):
        self._accept(self.inspection)
        now = fields.Datetime.now()
        other = self.env["res.company"].create({"name": "Other registrant"})
        self.quality_manager.company_ids += other
        self.lot.company_id = self.company
        cases = (
            {"product_tmpl_ids": [Command.set(self.screw.product_tmpl_id.ids)]}, {"valid_from": now + timedelta(days=1)},
            {"valid_from": now - timedelta(days=9), "valid_to": now - timedelta(days=1)}, {"company_id": other.id},
            {"sign": False},
        )
        for vals in cases:
            self._agree(**vals)
            with self.subTest(vals=vals), self.assertRaisesRegex(AccessError, "has not agreed, or agrees no longer"):
                self._sign()
        ended = self._agree()
        with self.assertRaisesRegex(UserError, "Say why"):
            ended.end(self.credential_of(self.quality_manager), " ")
        ended.end(self.credential_of(self.quality_manager), "The agreement was terminated")
        with self.assertRaisesRegex(AccessError, "has not agreed, or agrees no longer"):
            self._sign()
        self._agree(product_tmpl_ids=[Command.set(self.bar.product_tmpl_id.ids)])
        self.signatory.group_ids = self.env.ref("mdq_base.group_supplier_quality")
        with self.assertRaises(AccessError):
            self._sign()
        self.signatory.group_ids = self.env.ref("mdq_base.group_supplier_signatory")
        self.signatory.partner_id.parent_id = self.rival_company
        with self.assertRaisesRegex(UserError, NO_LOT):
            self._sign()
        self.signatory.partner_id.parent_id = self.supplier
        self._sign()

    def test_who_entered_readings_does_not_sign(self):
        self._agree(self.signatory | self.second_signatory)
        self._accept(self.inspection)
        self.inspection.sudo()._write_guarded({"inspector_id": self.signatory.id})
        with self.assertRaisesRegex(AccessError, "You entered results of A. Another person"):
            self._sign()
        self.assertEqual(self._sign(user=self.second_signatory).released_by, self.second_signatory)

    def test_a_lot_with_one_release_is_the_registrants(self):
        self._agree()
        self._accept(self.inspection)
        self.bar.product_tmpl_id.mdq_two_stage_release = "no"
        with self.assertRaisesRegex(AccessError, "has one release, and the registrant gives it"):
            self._sign()

    def test_no_system_and_no_context_signs(self):
        self._agree()
        with self.assertRaises(AccessError):
            self.env["mdq.release"].sudo().release_as_maker(self.lot.ids, self.credential_of(self.signatory))
        with self.assertRaisesRegex(UserError, "Not inspected yet"):
            self._sign(mdq_skip=True, default_stage="market", active_test=False)
        self._accept(self.inspection)
        releases = self.env["mdq.release"].with_user(self.signatory)
        with self.assertRaises(AccessError):
            releases.sudo().release_as_maker(self.lot.ids, self.credential_of(self.signatory))
        with self.assertRaisesRegex(UserError, "send your credential with this call"):
            releases.release_as_maker(self.lot.ids, {})
        self.assertFalse(self.lot.mdq_production_release_id)
        self.assertEqual(self._sign(default_stage="market").stage, "production")

    def test_the_agreement_is_signed_by_a_quality_manager_and_frozen(self):
        agreements, vals = self.env["mdq.release.maker"], {"partner_id": self.supplier.id, "user_ids": self.signatory.ids, "basis": "QA 7"}
        for user in (self.releaser, self.quality_engineer, self.sqe, self.admin, self.signatory):
            with self.subTest(user=user.login), mute_logger(*QUIET), self.assertRaises(AccessError):
                agreements.with_user(user).create(vals)
        for people in (self.rival, self.reader, self.releaser, self.signatory | self.reader):
            wrong = self._agree(people, sign=False)
            with self.subTest(people=people), self.assertRaisesRegex(UserError, "cannot sign for Baoji"):
                wrong.appoint(self.credential_of(self.quality_manager))
        with self.assertRaises(UserError):
            self._agree(self.signatory, partner_id=self.signatory.partner_id.id)
        with self.assertRaises(AccessError):
            wrong.with_user(self.sqe).appoint(self.credential_of(self.sqe))
        agreed = self._agree()
        for change in ({"user_ids": [Command.link(self.second_signatory.id)]}, {"product_tmpl_ids": [Command.clear()]}, {"valid_to": False}):
            with self.subTest(change=change), self.assertRaises(UserError):
                agreed.with_user(self.quality_manager).write(change)
        with self.assertRaises(UserError):
            agreed.sudo().unlink()

    def test_those_inside_see_who_may_sign(self):
        self._accept(self.inspection)
        self.assertNotIn("in the portal", self.lot.with_user(self.releaser).mdq_release_gaps)
        self._agree()
        self.lot.invalidate_recordset()
        self.assertIn(f"Baoji Titanium may sign in the portal: {self.signatory.name}", self.lot.with_user(self.releaser).mdq_release_gaps)


@tagged("post_install", "-at_install")
class TestReleaseMakerPortal(ReleaseMakerCase, HttpCase):
    """Requirement: MDQ-QUA-721"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreed = cls._agree()
        cls._agree(cls.rival, partner_id=cls.rival_company.id)
        cls.theirs = cls._receive((cls.bar, "SECRET-X", 2), partner_id=cls.rival_company.id).move_line_ids.lot_id
        cls.url = f"{PAGE}/{cls.lot.id}"
        cls.lot.name = "LOT-0815"

    def _get(self, address, user=None):
        user = user or self.signatory
        self.authenticate(user.login, user.login.ljust(8, "x"))
        with mute_logger(*QUIET):
            return self.url_open(address, allow_redirects=False)

    def _due(self):
        self.env.invalidate_all()
        return [row["url"] for row in self.supplier.with_user(self.reader).sudo()._mdq_get_portal_due()]

    def test_the_list_and_the_page_show_what_is_open(self):
        page = self._get(PAGE).text
        self.assertIn("LOT-0815", page)
        self.assertNotIn("SECRET-X", page)
        page = self._get(self.url).text
        for shown in ("LOT-0815", "Its inspections are decided", f"Not inspected yet: {self.inspection.name}", "when all checks hold"):
            self.assertIn(shown, page)
        self.assertNotIn("mdq_base.portal_sign", page)
        self.assertNotIn(self.url, self._due())
        self._accept(self.inspection)
        self.assertIn("mdq_base.portal_sign", self._get(self.url).text)
        self.assertIn(self.url, self._due())
        self.assertIn(f'href="{self.url}"', self._get("/my").text)
        answer = self.make_jsonrpc_request("/my/counters", {"counters": ["mdq_release_count"]})
        self.assertEqual(answer["mdq_release_count"], 1)

    def test_who_is_not_named_reads_who_signs(self):
        self._accept(self.inspection)
        for user in (self.reader, self.second_signatory):
            page = self._get(self.url, user).text
            self.assertIn(f"nobody stands in for them: {self.signatory.name}", page)
            self.assertNotIn("mdq_base.portal_sign", page)

    def test_what_is_not_of_his_making_is_not_there(self):
        customer = self.new_user("mdq_customer", "base.group_portal")
        own = self._lot(quantity=3)
        for user, addresses in (
            (self.signatory, (f"{PAGE}/{self.theirs.id}", f"{PAGE}/{own.id}", f"{PAGE}/99999999")), (self.rival, (self.url,)),
            (customer, (PAGE, self.url)), (self.releaser, (PAGE, self.url)),
        ):
            for address in addresses:
                with self.subTest(user=user.login, address=address):
                    self.assertEqual(self._get(address, user).status_code, 404)
        self.agreed.end(self.credential_of(self.quality_manager), "Terminated")
        self.assertEqual(self._get(self.url).status_code, 404)
        self.assertNotIn("LOT-0815", self._get(PAGE).text)

    @mute_logger(*QUIET)
    def test_the_models_are_closed_over_rpc(self):
        self._accept(self.inspection)
        release = self._sign()
        for user in (self.signatory, self.reader, self.rival):
            for record in (release, self.agreed):
                records = record.with_user(user)
                for call in (lambda r: r.search([]), lambda r: r.read(["display_name"]), lambda r: r.name_search(""), lambda r: r.create({}),
                             lambda r: r.write({}), lambda r: r.export_data(["id"])):
                    with self.subTest(user=user.login, model=record._name), self.assertRaises(UserError):
                        call(records)
            for call in (lambda r: r.appoint({}), lambda r: r.end({}, "x")):
                with self.assertRaises(AccessError):
                    call(self.agreed.with_user(user))
            with self.assertRaises(AccessError):
                self.lot.with_user(user).read(["mdq_production_release_id"])

    def test_signed_in_the_browser_on_a_phone(self):
        self._accept(self.inspection)
        self.browser_size = "390x844"
        self.browser_js(self.url, SIGN % self.credential_of(self.signatory)["password"], login=self.signatory.login)
        release = self.lot.mdq_production_release_id
        self.assertEqual((release.released_by, release.stage), (self.signatory, "production"))
        page = self._get(self.url).text
        self.assertIn(f"Production release {release.name}", " ".join(page.split()))
        self.assertIn(release.name, self._get(f"{PAGE}?filterby=done").text)
        self.assertNotIn(self.url, self._due())
        self.assertNotIn("LOT-0815", self._get(f"{PAGE}?filterby=done", self.rival).text)
        releases = self.env["mdq.release"].with_user(self.releaser)
        releases.withdraw_production(self.lot.ids, self.credential_of(self.releaser), "Wrong label")
        self.assertIn("mdq_base.portal_sign", self._get(self.url).text)
        self.lot._mdq_set_status("hold", "A doubt")
        self.assertIn("has undone this signature", self._get(self.url).text)

    def test_it_speaks_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.signatory.lang = "zh_CN"
        self.assertIn("生产放行", self._get(f"/zh_CN{PAGE}").text)
        page = self._get(f"/zh_CN{self.url}").text
        for english in ("Its inspections are decided", "Not inspected yet", "Checks"):
            self.assertNotIn(f">{english}", page)
        self.assertIn("检验", page)
