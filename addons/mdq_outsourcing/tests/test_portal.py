import io
import re

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MdqOutsourcingCase

PDF = b"%PDF-1.7\ncertificate"


@tagged("post_install", "-at_install")
class TestPortal(HttpCase, MdqOutsourcingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.lot = cls._machined_order()
        cls.step = cls.order.step_ids[1]
        cls.step.with_user(cls.planner).action_send()
        cls.voltage, cls.time = cls.template.step_ids[1].parameter_ids
        cls.url = f"/my/steps/{cls.step.id}"

    def _login(self, user=None):
        user = user or self.other_uploader
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _form(self):
        page = self.url_open(self.url).text
        return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "token")}

    def _fields(self, **vals):
        return {**self._form(), "lot": "SM-1", "quantity": "10", "scrap": "", f"parameter_{self.voltage.id}": "25",
                f"parameter_{self.time.id}": "11", **vals}

    def _send(self, fields, content=PDF, name="coc.pdf", **kwargs):
        files = {"certificate": (name, io.BytesIO(content))} if content is not None else None
        return self.url_open(self.url, data=fields, files=files, **kwargs)

    def test_a_step_stands_on_the_start_page_until_it_is_reported(self):
        """Requirement: MDQ-OUT-114"""
        supplier = self.lantian.with_user(self.other_uploader).sudo()
        row, = (row for row in supplier._mdq_get_portal_due() if row["url"] == self.url)
        self.assertEqual((row["name"], row["day"]), (self.anodising.name, self.step.date_planned.date()))
        self.assertNotIn(self.url, [row["url"] for row in self.hongda.with_user(self.other_uploader).sudo()._mdq_get_portal_due()])
        self._login()
        self.assertIn(f'href="{self.url}"', self.url_open("/my").text)
        self._send(self._fields())
        self.assertNotIn(f'href="{self.url}"', self.url_open("/my").text)

    def test_supplier_reports_on_one_page(self):
        """Requirement: MDQ-OUT-023"""
        self._login()
        self.assertIn(self.url, self.url_open("/my/steps").text)
        answer = self._send(self._fields())
        self.assertTrue(answer.url.endswith("?sent=1"), answer.text[:500])
        self.assertIn("your report has arrived", answer.text)
        self.assertEqual(self.step.state, "reported")
        self.assertEqual(self.step.result_ids.mapped("value"), ["25", "11"])
        self.assertEqual(self.step.file_ids.name, "coc.pdf")
        self.assertEqual(self.step.report_ids.reported_by, self.other_uploader)
        file = self.url_open(f"{self.url}/certificate/{self.step.file_ids.id}")
        self.assertEqual(file.content, PDF)

    def test_what_was_typed_stays_when_something_is_wrong(self):
        """Requirement: MDQ-OUT-027"""
        self._login()
        answer = self._send(self._fields(quantity="12", reason="kept"), content=b"MZ", name="virus.pdf")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("10.0", answer.text)
        self.assertIn('value="12"', answer.text)
        self.assertIn('value="25"', answer.text)
        self.assertIn("Choose the file again", answer.text)
        self.assertFalse(self.step.report_ids)
        self.assertEqual(self.step.state, "at_supplier")

    def test_wrong_file_is_refused_in_words(self):
        """Requirement: MDQ-OUT-028"""
        self._login()
        for content, name, sentence in ((b"MZ", "a.pdf", "neither a PDF"), (PDF, "a.exe", "does not fit"),
                                        (PDF + b"x" * 10 * 1024 * 1024, "a.pdf", "larger than 10 MB")):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self._send(self._fields(), content, name).text)
        self.assertFalse(self.step.file_ids | self.env["mdq.batch.file"])
        self.assertFalse(self.step.report_ids)

    def test_pressing_twice_sends_once(self):
        """Requirement: MDQ-OUT-027"""
        self._login()
        fields = self._fields()
        for _time in range(2):
            self.assertTrue(self._send(fields).url.endswith("?sent=1"))
        self.assertEqual((len(self.step.report_ids), len(self.step.file_ids)), (1, 1))

    @mute_logger("odoo.http")
    def test_form_without_its_token_is_refused(self):
        """Requirement: MDQ-OUT-060"""
        self._login()
        fields = self._fields()
        fields.pop("csrf_token")
        self.assertEqual(self._send(fields).status_code, 400)
        self.assertFalse(self.step.report_ids)

    def test_steps_of_others_are_not_there(self):
        """Requirement: MDQ-OUT-060"""
        self._login()
        self._send(self._fields())
        foreign = f"{self.url}/certificate/{self.step.file_ids.id}"
        content = f"/web/content/mdq.batch.file/{self.step.file_ids.id}/content"
        attachment = self.env["ir.attachment"].sudo().search([("res_model", "=", "mdq.batch.file"), ("res_field", "=", "content")])
        self._login(self.uploader)
        for url in (self.url, foreign, content, f"/web/content/{attachment.id}", f"/web/image/{attachment.id}", "/my/steps/99999999"):
            with self.subTest(url=url):
                answer = self.url_open(url)
                self.assertNotIn(PDF, answer.content)
                self.assertTrue(answer.status_code == 404 or url.startswith("/web/image"))
        self.assertNotIn(self.url, self.url_open("/my/steps?filterby=done").text)
        own = self.order.step_ids[0]
        page = self.url_open(f"/my/steps/{own.id}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        answer = self.url_open(self.url, data={"csrf_token": token, "lot": "SM-1", "quantity": "1"})
        self.assertEqual(answer.status_code, 404)
        # A certificate of another supplier under the address of an own step.
        self.assertEqual(self.url_open(f"/my/steps/{own.id}/certificate/{self.step.sudo().file_ids.id}").status_code, 404)

    def test_customers_and_visitors_find_no_steps(self):
        bare = self._person(self.lantian, "bare_portal", "base.group_portal")
        self._login(bare)
        self.assertEqual(self.url_open("/my/steps").status_code, 404)
        self.assertEqual(self.url_open(self.url).status_code, 404)
        self.assertEqual(self.url_open("/my/home").status_code, 200)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self.url).url)

    def test_home_counts_what_is_to_report(self):
        self._login()
        answer = self.make_jsonrpc_request("/my/counters", {"counters": ["mdq_step_count"]})
        self.assertEqual(answer["mdq_step_count"], 1)

    def test_empty_list_says_what_will_come(self):
        self._login(self.reporter)
        self.assertIn("Nothing is waiting for you", self.url_open("/my/steps").text)

    def test_user_without_quality_sees_no_upload(self):
        """Requirement: MDQ-OUT-029"""
        user = self._person(self.lantian, "lantian_line", "mdq_base.group_supplier_user")
        self._login(user)
        page = self.url_open(self.url).text
        self.assertNotIn('type="file"', page)
        self.assertIn("quality department of your company uploads", page)
        answer = self._send(self._fields())
        self.assertIn("This is for the role", answer.text)
        self.assertFalse(self.step.file_ids)

    def test_page_speaks_chinese(self):
        """Requirement: MDQ-OUT-062"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.other_uploader.lang = "zh_CN"
        self._login()
        page = self.url_open(self.url).text
        for english in ("Send report", "Expected:", ">Good<", ">Lost<"):
            self.assertNotIn(english, page)
        self.assertIn("提交", page)
        self.assertIn("尚未填写", self._send(self._fields(quantity="", **{f"parameter_{self.voltage.id}": "", f"parameter_{self.time.id}": ""}), None).text)

    def test_page_fits_a_phone(self):
        """Requirement: MDQ-OUT-062"""
        self._login()
        self.browser_size = "390x844"
        self.browser_js(
            self.url,
            "const wide = document.documentElement.scrollWidth; if (wide > window.innerWidth + 1) throw new Error('wider than the phone: ' + wide);"
            "document.querySelector('#mdq_quantity').value = '10'; console.log('test successful');",
            ready="!!document.querySelector('#mdq_quantity')", login=self.other_uploader.login,
        )
