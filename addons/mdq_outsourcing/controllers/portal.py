import base64
import uuid

import werkzeug
from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request

from ..core import upload

SUPPLIER = "mdq_base.group_supplier_user"
QUALITY = "mdq_base.group_supplier_quality"
LARGEST_REQUEST = 4 * upload.LARGEST
TO_DO = [("state", "in", ("at_supplier", "reported"))]


class StepPortal(CustomerPortal):
    """The supplier's steps: what to do, by when, and one form to report it, made for a phone."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_step_count" in counters:
            is_supplier = request.env.user.has_group(SUPPLIER)
            values["mdq_step_count"] = request.env["mdq.batch.step"].search_count(TO_DO) if is_supplier else 0
        return values

    @http.route(["/my/steps", "/my/steps/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_steps(self, page=1, filterby="todo", **_kwargs):
        self._check_supplier()
        filters = {
            "todo": {"label": request.env._("To report"), "domain": TO_DO},
            "done": {"label": request.env._("Done"), "domain": [("state", "=", "done")]},
        }
        domain = filters.get(filterby, filters["todo"])["domain"]
        steps = request.env["mdq.batch.step"]
        pager = portal_pager(url="/my/steps", url_args={"filterby": filterby}, total=steps.search_count(domain), page=page,
                             step=self._items_per_page)
        found = steps.search(domain, order="date_planned, id", limit=self._items_per_page, offset=pager["offset"])
        return request.render("mdq_outsourcing.portal_my_steps", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_step", "default_url": "/my/steps", "pager": pager,
            # Names of processes and products of the supplier's own steps, which the rules have just picked out.
            "steps": found.sudo(), "searchbar_filters": filters, "filterby": filterby if filterby in filters else "todo",
        })

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

    def _check_supplier(self):
        if not request.env.user.has_group(SUPPLIER):
            raise werkzeug.exceptions.NotFound

    def _get_step(self, step_id):
        """Return one of the supplier's own steps; what is not his looks as if it were not there."""
        self._check_supplier()
        step = request.env["mdq.batch.step"].browse(step_id)
        try:
            step.check_access("read")
            return step.exists() or self._refuse()
        except (AccessError, MissingError):
            return self._refuse()

    def _refuse(self):
        raise werkzeug.exceptions.NotFound

    def _get_values(self, step, post):
        """Return what the form says, as `report` takes it."""
        values = {"lot": (post.get("lot") or "").strip(), "token": post.get("token") or None}
        for key in ("quantity", "scrap"):
            values[key] = (post.get(key) or "").strip().replace(",", ".")
        values["reason"] = (post.get("reason") or "").strip()
        # Parameters are those of the template, which the supplier reads through his step.
        values["parameters"] = [
            {"code": parameter.code, "value": post[f"parameter_{parameter.id}"].strip()}
            for parameter in step.sudo().template_step_id.parameter_ids
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
