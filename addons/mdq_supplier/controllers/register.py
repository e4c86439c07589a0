from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.mdq_supplier_registration import to_id
from .admission import LARGEST_REQUEST, read_files

TRAP = "fax_number"  # no person sees this field, so no person fills it in


class SupplierRegister(http.Controller):
    """The public page where somebody applies to become a supplier, in two languages and on a phone.

    It answers the same to everybody who fills it in rightly: who is a supplier already, or was refused, is not told here.
    """

    @http.route("/supplier/register", type="http", auth="public", methods=["GET"], website=True, sitemap=False)
    def mdq_register(self, lang=None, **_kwargs):
        self._speak(lang)
        return self._render({}, [])

    @http.route("/supplier/register", type="http", auth="public", methods=["POST"], website=True, sitemap=False,
                max_content_length=LARGEST_REQUEST)
    def mdq_register_send(self, lang=None, **values):
        self._speak(lang)
        try:
            with request.env.cr.savepoint():
                request.env["mdq.supplier.registration.attempt"]._count(request.httprequest.remote_addr)
        except UserError as error:
            return self._render(values, [str(error)], status=429)
        if values.get(TRAP):
            return self._thank()
        try:
            with request.env.cr.savepoint():
                self._apply(values)
        except UserError as error:
            return self._render(values, str(error.args[0]).split("\n"))
        return self._thank()

    @http.route("/supplier/register/thanks", type="http", auth="public", methods=["GET"], website=True, sitemap=False)
    def mdq_register_thanks(self, lang=None, **_kwargs):
        self._speak(lang)
        return request.render("mdq_supplier.register_thanks", self._get_values())

    @http.route("/supplier/register/confirm/<int:registration_id>/<string:token>", type="http", auth="public",
                methods=["GET", "POST"], website=True, sitemap=False)
    def mdq_register_confirm(self, registration_id, token, lang=None, **_kwargs):
        """A mail program that follows links confirms nothing: a person presses the button."""
        self._speak(lang)
        # The token proves that the visitor reads the mailbox; nothing of the record is shown.
        record = request.env["mdq.supplier.registration"].sudo().browse(registration_id)
        is_valid = record._is_token(token)
        is_done = is_valid and (record.state not in ("unconfirmed", "expired"))
        if is_valid and request.httprequest.method == "POST":
            record._confirm()
            is_done = record.state != "expired"
        return request.render("mdq_supplier.register_confirm", {
            **self._get_values(), "is_valid": is_valid and record.state != "expired", "is_done": is_done,
        })

    # ------------------------------------------------------------------------------------ helpers

    def _apply(self, values):
        if not values.get("consent"):
            raise UserError(request.env._("Please agree that we keep what you enter, so that we can review it."))
        request.env["mdq.supplier.registration"]._apply(values, read_files("files"), request.env.lang or "en_US")

    def _thank(self):
        return request.redirect(f"/supplier/register/thanks?lang={request.env.lang}", local=True)

    def _speak(self, lang):
        """Answer in the language that the visitor chose, if it is in use here."""
        if lang in dict(request.env["res.lang"].get_installed()):
            request.update_context(lang=lang)

    def _get_values(self):
        languages = request.env["res.lang"].sudo().get_installed()  # names of languages are public
        company = request.env.company.sudo()  # the name of the company that the page is for is public
        return {"languages": languages, "company": company, "lang": request.env.lang, "no_breadcrumbs": True}

    def _render(self, values, problems, status=200):
        countries = request.env["res.country"].sudo().search([])  # the list of countries is public
        response = request.render("mdq_supplier.register_form", {
            **self._get_values(), "values": values, "problems": problems, "countries": countries,
            "chosen": to_id(values.get("country_id")) or request.env.ref("base.cn").id, "trap": TRAP,
        })
        response.status_code = status
        return response
