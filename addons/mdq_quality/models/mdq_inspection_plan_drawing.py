import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import drawing as core

TOLD = ("drawing_sha256", "drawing_mimetype", "drawing_pages")


class MdqInspectionPlan(models.Model):
    """The drawing of a plan, with a balloon for each characteristic."""

    _inherit = "mdq.inspection.plan"

    drawing = fields.Binary("Drawing", attachment=True, copy=True, help="A PDF, PNG or JPEG file.")
    drawing_name = fields.Char("Drawing File")
    drawing_sha256 = fields.Char("SHA-256 of the Drawing", readonly=True)
    drawing_mimetype = fields.Char("Drawing Type", readonly=True)
    drawing_pages = fields.Integer("Drawing Pages", readonly=True, aggregator=None)

    @api.model_create_multi
    def create(self, vals_list):
        # Kept as it came, so that the fingerprint is the one the sender knows.
        keeping = self.with_context(image_no_postprocess=True)
        return super(MdqInspectionPlan, keeping).create([self._with_drawing_facts(vals) for vals in vals_list]).with_env(self.env)

    def write(self, vals):
        return super(MdqInspectionPlan, self.with_context(image_no_postprocess=True)).write(self._with_drawing_facts(vals))

    @api.model
    def _with_drawing_facts(self, vals):
        """What is said of a drawing is taken from its bytes, whatever a caller says."""
        vals = {name: value for name, value in vals.items() if name not in TOLD}
        if "drawing" not in vals:
            return vals
        if not vals["drawing"]:
            return {**vals, "drawing_name": False, **dict.fromkeys(TOLD, False)}
        return {**vals, **self._read_drawing(vals.get("drawing_name"), vals["drawing"])}

    def _read_drawing(self, name, data):
        content = base64.b64decode(data)
        known = name or self[:1].drawing_name or "drawing.pdf"
        told = self.env["mdq.upload.mixin"]._prepare_upload_vals(known, content)
        try:
            pages = core.count_pages(content, told["mimetype"])
        except core.Unreadable:
            raise UserError(self.env._("%s cannot be opened. Save the drawing anew as PDF, PNG or JPEG.", told["name"])) from None
        return {"drawing_name": told["name"], "drawing_sha256": told["sha256"], "drawing_mimetype": told["mimetype"], "drawing_pages": pages}

    def _check_move_to_in_review(self):
        super()._check_move_to_in_review()
        for plan in self:
            stray = plan.line_ids.balloon_ids.filtered(lambda balloon, plan=plan: balloon.page > plan.drawing_pages)
            if stray:
                raise UserError(self.env._(
                    "%(plan)s has balloons without their page: %(numbers)s. Put the drawing back, or take them out.",
                    plan=plan.display_name, numbers=", ".join(map(str, stray.mapped("number")))))

    # -------------------------------------------------------------------------------------- public

    @api.readonly
    def get_drawing(self):
        """Return the drawing with its balloons, places as fractions of the page from its left and upper edge; False without one.

        :return: {url, kind: "pdf" or "image", name, pages, editable, balloons: [{id, line, number, page, x, y}],
            lines: [{id, code, name, requirement, balloon}]}
        """
        self.ensure_one()
        self.check_access("read")
        if not self.drawing_pages:
            return False
        return {
            **self._prepare_drawing(), "editable": self.state == "draft" and self.has_access("write"),
            "lines": [line._prepare_drawn() for line in self.line_ids],
        }

    def _prepare_drawing(self):
        return {
            "url": f"/web/content/{self._name}/{self.id}/drawing?unique={(self.drawing_sha256 or '')[:16]}",
            "kind": "pdf" if self.drawing_mimetype == "application/pdf" else "image", "name": self.drawing_name,
            "pages": self.drawing_pages, "balloons": [balloon._prepare_drawn() for balloon in self.line_ids.balloon_ids.sorted()],
        }

    def _get_drawing_paper(self):
        """Return the drawing with its balloons as a PDF; None without one."""
        if not self.drawing_pages:
            return None
        # The drawing is part of the plan, for whoever may read it.
        stored = self.env["ir.attachment"].sudo()._mdq_in_full().search(
            [("res_model", "=", self._name), ("res_field", "=", "drawing"), ("res_id", "=", self.id)], limit=1)
        balloons = [(balloon.page, balloon.x, balloon.y, balloon.number) for balloon in self.line_ids.balloon_ids]
        return core.with_balloons(stored.raw, self.drawing_mimetype, balloons)


class MdqInspectionPlanLine(models.Model):
    _inherit = "mdq.inspection.plan.line"

    def _prepare_drawn(self):
        return {"id": self.id, "code": self.characteristic_id.code, "name": self.characteristic_id.name,
                "requirement": self._get_requirement(), "balloon": self._get_balloon() or ""}


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def get_grid(self):
        grid = super().get_grid()
        # Who inspects by a plan sees its drawing.
        plan = self.plan_id.sudo()
        grid["drawing"] = plan._prepare_drawing() if plan.drawing_pages else False
        return grid
