import werkzeug
from odoo import http
from odoo.addons.mdq_base.core import upload
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request

from ..models.mdq_supplier_scorecard_contest import LONGEST, QUALITY
from ..models.mdq_supplier_scorecard_contest_file import MOST_FILES

SUPPLIER = "mdq_base.group_supplier_user"
LARGEST_REQUEST = (MOST_FILES + 1) * upload.LARGEST
CURRENT = [("state", "=", "current")]


class ScorecardPortal(CustomerPortal):
    """A supplier's own scorecards, on a phone: how it stands, what cost points, and the way to contest it.

    The supplier reads cards, metrics and lost points, which rules narrow to his company.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_scorecard_count" in counters:
            is_supplier = request.env.user.has_group(SUPPLIER)
            values["mdq_scorecard_count"] = request.env["mdq.supplier.scorecard"].search_count(CURRENT) if is_supplier else 0
        return values

    @http.route(["/my/mdq/scorecards", "/my/mdq/scorecards/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_scorecards(self, page=1, **_kwargs):
        self._check_scorecard_reader()
        cards = request.env["mdq.supplier.scorecard"]
        pager = portal_pager(url="/my/mdq/scorecards", total=cards.search_count(CURRENT), page=page, step=12)
        found = cards.search(CURRENT, order="date_from desc, id desc", limit=12, offset=pager["offset"])
        return request.render("mdq_supplier.portal_my_scorecards", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_scorecard", "cards": found, "pager": pager,
        })

    @http.route("/my/mdq/scorecards/<int:card_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_scorecard(self, card_id, **kwargs):
        return self._render_card(self._get_card(card_id), sent=kwargs.get("sent") == "1")

    @http.route("/my/mdq/scorecards/<int:card_id>/contest/<int:loss_id>", type="http", auth="user", methods=["POST"], website=True,
                max_content_length=LARGEST_REQUEST)
    def mdq_scorecard_contest(self, card_id, loss_id, **post):
        card = self._get_card(card_id)
        loss = card.loss_ids.filtered(lambda loss: loss.id == loss_id)
        if not loss:
            self._refuse_scorecard()
        try:
            with request.env.cr.savepoint():
                loss.contest(post.get("text"), self._get_files())
        except (UserError, ValidationError) as error:  # AccessError is one of them
            return self._render_card(card, error=str(error), post=post, tried=loss)
        return request.redirect(f"/my/mdq/scorecards/{card.id}?sent=1#contests", code=303)

    @http.route("/my/mdq/scorecards/<int:card_id>/file/<int:file_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_scorecard_file(self, card_id, file_id, **_kwargs):
        file = self._get_card(card_id).contest_ids.file_ids.filtered(lambda file: file.id == file_id)
        if not file:
            self._refuse_scorecard()
        stream = request.env["ir.binary"]._get_stream_from(file, "content", filename=file.name)
        return stream.get_response(as_attachment=True)

    @http.route("/my/mdq/scorecards/<int:card_id>/pdf", type="http", auth="user", methods=["GET"], website=True)
    def mdq_scorecard_pdf(self, card_id, **_kwargs):
        return self._show_report(model=self._get_card(card_id), report_type="pdf", download=True,
                                 report_ref="mdq_supplier.mdq_supplier_scorecard_report_action")

    # ------------------------------------------------------------------------------------ helpers

    def _check_scorecard_reader(self):
        if not request.env.user.has_group(SUPPLIER):
            self._refuse_scorecard()

    def _get_card(self, card_id):
        """Return a scorecard of the supplier; what is not his looks as if it were not there."""
        self._check_scorecard_reader()
        card = request.env["mdq.supplier.scorecard"].browse(card_id)
        try:
            card.check_access("read")
            return card.exists() or self._refuse_scorecard()
        except (AccessError, MissingError):
            return self._refuse_scorecard()

    def _refuse_scorecard(self):
        raise werkzeug.exceptions.NotFound

    def _get_files(self):
        """One byte more than is taken shows that a file is too large, however large it is."""
        sent = request.httprequest.files.getlist("files")
        return [{"name": file.filename, "data": file.read(upload.LARGEST + 1)} for file in sent if file.filename]

    def _render_card(self, card, error=None, sent=False, post=None, tried=None):
        may_contest = any(map(request.env.user.has_group, QUALITY)) and card._is_contestable()
        return request.render("mdq_supplier.portal_my_scorecard", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_scorecard", "card": card, "error": error, "sent": sent,
            "text": (post or {}).get("text") or "", "tried": tried, "may_contest": may_contest, "longest": LONGEST,
            "contests": card.contest_ids, "contested": card._get_contested_keys(), "most_files": MOST_FILES,
            "megabytes": upload.LARGEST // (1024 * 1024),
        })
