import base64
import uuid

import werkzeug
from odoo import http
from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.addons.mdq_base.core import upload
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

MODEL = "mdq.batch.step"
SUPPLIER = "mdq_base.group_supplier_user"
QUALITY = "mdq_base.group_supplier_quality"
LARGEST_REQUEST = 4 * upload.LARGEST
WORDS = ("process_id.name", "product_id.name", "order_id.name", "lot_ids.name")
TO_DO = [("state", "in", ("at_supplier", "reported"))]


class StepPortal(PortalListing):
    """The supplier's steps: what to do, by when, and one form to report it, made for a phone."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_step_count" in counters:
            values["mdq_step_count"] = self._mdq_count(MODEL, TO_DO, SUPPLIER)
        return values

    @http.route(["/my/steps", "/my/steps/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_steps(self, **options):
        self._mdq_check_group(SUPPLIER)
        filters = {"todo": {"label": request.env._("To report"), "domain": TO_DO},
                   "done": {"label": request.env._("Done"), "domain": [("state", "=", "done")]}}
        sorts = {"due": {"label": request.env._("Due"), "order": "date_planned, id"},
                 "new": {"label": request.env._("Newest"), "order": "id desc"}}
        values = self._mdq_list(MODEL, "/my/steps", options, filters=filters, sorts=sorts, words=WORDS)
        # Names of processes and products of the supplier's own steps, which the rules have just picked out.
        values["records"] = values["records"].sudo()
        return request.render("mdq_outsourcing.portal_my_steps", {**values, "page_name": "mdq_step"})

    @http.route("/my/steps/<int:step_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_step(self, step_id, **kwargs):
        step = self._get_step(step_id)
        return self._render_step(step, {}, sent=kwargs.get("sent") == "1")

    @http.route("/my/steps/<int:step_id>", type="http", auth="user", methods=["POST"], website=True,
                max_content_length=LARGEST_REQUEST)
    def mdq_step_report(self, step_id, **post):
        step = self._get_step(step_id)
        try:
            with request.env.cr.savepoint():
                step.report(self._get_values(step, post))
        except (UserError, ValidationError) as error:  # AccessError is one of them
            return self._render_step(step, post, error=str(error))
        return request.redirect(f"/my/steps/{step.id}?sent=1", code=303)

    @http.route("/my/steps/<int:step_id>/certificate/<int:file_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_step_certificate(self, step_id, file_id):
        step = self._get_step(step_id)
        certificate = request.env["mdq.batch.file"].search([("id", "=", file_id), ("step_id", "=", step.id)])
        if not certificate:
            raise werkzeug.exceptions.NotFound
        return request.env["ir.binary"]._get_stream_from(certificate, "content", filename=certificate.name).get_response(
            as_attachment=True
        )

    # ------------------------------------------------------------------------------------ helpers

    def _get_step(self, step_id):
        self._mdq_check_group(SUPPLIER)
        return self._mdq_own(MODEL, step_id)

    def _get_values(self, step, post):
        """Return what the form says, as `report` takes it."""
        values = {"lot": (post.get("lot") or "").strip(), "token": post.get("token") or None}
        for key in ("quantity", "scrap"):
            values[key] = (post.get(key) or "").strip().replace(",", ".")
        values["reason"] = (post.get("reason") or "").strip()
        # Parameters are those of the template, which the supplier reads through his step.
        parameters = step.sudo().template_step_id.parameter_ids
        values["parameters"] = [
            {"code": parameter.code, "value": post[f"parameter_{parameter.id}"].strip()}
            for parameter in parameters
            if (post.get(f"parameter_{parameter.id}") or "").strip()
        ]
        certificate = post.get("certificate")
        if certificate is not None and getattr(certificate, "filename", ""):
            # One byte more than is taken shows that it is too large, however large it is.
            content = certificate.read(upload.LARGEST + 1)
            values["certificate"] = {"name": certificate.filename, "data": base64.b64encode(content).decode()}
        return {key: value for key, value in values.items() if value not in (None, "", [])}

    def _render_step(self, step, post, error=None, sent=False):
        # The step is the supplier's own; names of its process, product and lots belong to it.
        known = step.sudo()
        values = {
            **self._prepare_portal_layout_values(), "page_name": "mdq_step", "step": known, "error": error, "sent": sent,
            "post": {key: value for key, value in post.items() if isinstance(value, str)},
            "token": post.get("token") or uuid.uuid4().hex, "lost_file": bool(error and getattr(post.get("certificate"), "filename", "")),
            "may_upload": request.env.user.has_group(QUALITY), "accept": ".pdf,.png,.jpg,.jpeg",
            "megabytes": upload.LARGEST // (1024 * 1024),
        }
        return request.render("mdq_outsourcing.portal_my_step", values)
