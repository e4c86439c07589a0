"""Readings that are neither measured nor counted: judged by eye, read off as a text, attached as a file."""

from odoo import api, fields, models
from odoo.exceptions import UserError

NOTHING = {"value": False, "number": False, "entered": False, "entered_uom_id": False, "lower_limit": False, "upper_limit": False}
JUDGED = ("attribute", "visual")
LONGEST_TEXT = 500


class MdqMeasurement(models.Model):
    _inherit = "mdq.measurement"

    text_value = fields.Char("Text", readonly=True, help="As read off: a heat number, a revision, the name of the attached file.")
    file_id = fields.Many2one("mdq.measurement.file", "File", readonly=True, ondelete="restrict")
    attachment_id = fields.Many2one("ir.attachment", "Attachment", compute="_compute_attachment_id")

    @api.depends("file_id")
    def _compute_attachment_id(self):
        # Whoever may read the reading may read its file.
        found = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", "mdq.measurement.file"), ("res_field", "=", "content"), ("res_id", "in", self.file_id.ids)])
        by_file = found.grouped("res_id")
        for reading in self:
            reading.attachment_id = by_file.get(reading.file_id.id, found.browse()).id

    def _get_shown(self):
        kind = self.characteristic_id.kind
        if kind == "visual":
            return self.env._("good") if self.passed else self.env._("bad")
        return self.text_value or "" if kind in ("text", "file") else super()._get_shown()

    def _is_same(self, judged):
        said = (judged.get("text_value") or False, (judged.get("file") or {}).get("sha256") or False)
        return super()._is_same(judged) and said == (self.text_value or False, self.file_id.sha256 or False)

    def _get_grid_fields(self):
        return [*super()._get_grid_fields(), "text_value", "file_id"]

    def _prepare_grid_cell(self):
        cell = super()._prepare_grid_cell()
        cell["value"] = cell["value"] or self.text_value or ""
        if self.file_id:
            cell["file"] = {"name": self.file_id.name, "url": self.file_id._get_url(), "sha256": self.file_id.sha256}
        return cell


class MdqInspectionPlanLine(models.Model):
    _inherit = "mdq.inspection.plan.line"

    def _judge_visual(self, reading, rule):
        return self._judge_attribute(reading, rule)

    def _judge_text(self, reading, rule):
        """A text conforms when it has the form and is one of the list that the characteristic gives; else any text does."""
        given = reading.get("text", reading.get("value"))
        text = given.strip() if isinstance(given, str) else ""
        if not 0 < len(text) <= LONGEST_TEXT:
            raise ValueError(self.env._(
                "%(line)s is a recorded text: send text, of at most %(most)s characters.", line=self.display_name, most=LONGEST_TEXT
            ))
        return {**NOTHING, "text_value": text, "passed": self.characteristic_id._accepts_text(text)}

    def _judge_file(self, reading, rule):
        """A file conforms when it is there, unless who looked at it says that it is bad (ok is false)."""
        sent, ok = reading.get("file"), reading.get("ok", True)
        if not isinstance(sent, dict) or not isinstance(ok, bool):
            raise ValueError(self.env._(
                "%s is an attached file: send file as {name, data}, data in base64; and ok as false when it shows a defect.",
                self.display_name,
            ))
        try:
            vals = self.env["mdq.measurement.file"]._prepare_upload_vals(sent.get("name"), sent.get("data"))
        except UserError as error:
            raise ValueError(str(error)) from None
        return {**NOTHING, "text_value": vals["name"], "passed": ok, "file": vals}

    def _prepare_grid_column(self):
        characteristic = self.characteristic_id
        return {
            **super()._prepare_grid_column(), "tolerance": self.tolerance or "", "resolution": characteristic.resolution or "",
            "decimals": characteristic.decimals, "pattern": characteristic.text_pattern or "",
            "allowed": characteristic._get_allowed_texts(),
            "photos": [photo._prepare_grid_photo() for photo in characteristic.photo_ids],
        }


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def _prepare_recording(self, readings):
        facts = super()._prepare_recording(readings)
        return {**facts, "gaps": self._get_competence_gaps(), "filed": set()}

    def _get_competence_gaps(self):
        """Return {characteristic id: what the present user lacks to record it}, for those that ask for a competence."""
        asking = self.plan_id.line_ids.characteristic_id.filtered("competence_id")
        if not asking:
            return {}
        # Every user has his own contact, and what is missing does not depend on what he may read of it.
        person, competences = self.env.user.sudo().partner_id, asking.sudo().competence_id
        awards = competences._get_awards(person)
        gaps = {competence: competence._get_gaps_of_award(person, awards.get((person, competence))) for competence in competences}
        # As above: what is missing does not depend on the reader.
        return {each.id: gaps[each.competence_id] for each in asking.sudo() if gaps[each.competence_id]}

    def _prepare_measurement_vals(self, reading, facts):
        cell, vals = super()._prepare_measurement_vals(reading, facts)
        gaps = facts["gaps"].get(vals.get("characteristic_id"))
        if gaps:
            raise ValueError(self.env._("You are not competent for this characteristic yet: %s", " ".join(gaps)))
        if "file" in vals:
            vals = self._keep_file(cell, vals, facts)
        return cell, vals

    def _keep_file(self, cell, vals, facts):
        """The last thing before a reading is taken: a file is kept for each cell once, and only with a reading."""
        self._check_new_cell(cell, facts["filed"])
        facts["filed"].add(cell)
        upload = vals.pop("file")
        characteristic = self.env["mdq.characteristic"].browse(vals["characteristic_id"])
        return {**vals, "file_id": self.env["mdq.measurement.file"]._store(self, characteristic, upload).id}

    def get_grid(self):
        grid = super().get_grid()
        grid["rule"] = self.env["mdq.inspection.plan.line"]._get_judging_rule()
        return grid
