from odoo import api, fields, models
from odoo.addons.mdq_base.models import ledger_table
from odoo.exceptions import UserError

from .mdq_measurement_source import _is_key


class MdqInspectionDefect(models.Model):
    """What was found wrong on one unit, and how often. Never changed: a correction is a new row that says why."""

    _name = "mdq.inspection.defect"
    _description = "Defect Found"
    _inherit = ["mdq.content.mixin"]
    _order = "id"
    _rec_name = "code_id"
    _mdq_ledger = True
    _mdq_server_written = True
    _mdq_timeline_parent = "inspection_id"

    inspection_id = fields.Many2one("mdq.inspection", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="inspection_id.company_id")
    lot_id = fields.Many2one(related="inspection_id.lot_id")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict", index=True)
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True, ondelete="restrict", index="btree_not_null")
    unit_no = fields.Integer("Unit No.", required=True, readonly=True, aggregator=None)
    code_id = fields.Many2one("mdq.defect.code", "Defect", required=True, readonly=True, ondelete="restrict", index=True)
    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], "Class", readonly=True, help="As it was that day."
    )
    count = fields.Integer("How Often", required=True, readonly=True)
    note = fields.Char(readonly=True)
    photo_ids = fields.One2many("mdq.inspection.defect.photo", "defect_id", "Photos", readonly=True)
    reason = fields.Char("Reason of Correction", readonly=True)
    supersedes_id = fields.Many2one("mdq.inspection.defect", "Corrects", readonly=True, ondelete="restrict")
    superseded_ids = fields.One2many("mdq.inspection.defect", "supersedes_id", "Corrected By", readonly=True)
    stands = fields.Boolean("Stands", compute="_compute_stands", search="_search_stands", help="Not corrected by a later row.")
    client_key = fields.Char("Key of the Sending", readonly=True)
    recorded_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    recorded_on = fields.Datetime("On", required=True, readonly=True, default=lambda self: fields.Datetime.now())

    _client_key_once = models.UniqueIndex("(client_key) WHERE client_key IS NOT NULL", "This defect was received already.")
    _corrected_once = models.UniqueIndex("(supersedes_id) WHERE supersedes_id IS NOT NULL", "This row is corrected already.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Defects that were found are never changed. Record a correction, which says why."))

    def unlink(self):
        raise UserError(self.env._("Defects that were found are never deleted. Record a correction, which says why."))

    @api.depends("superseded_ids")
    def _compute_stands(self):
        for defect in self:
            defect.stands = not defect.superseded_ids and defect.count > 0

    def _search_stands(self, operator, value):
        if operator != "in":
            return NotImplemented
        stands = [("superseded_ids", "=", False), ("count", ">", 0)]
        return stands if True in value else ["|", ("superseded_ids", "!=", False), ("count", "=", 0)]

    def _mdq_get_content_fields(self):
        said = {"inspection_id", "lot_id", "product_id", "partner_id", "client_key"}
        return [name for name in super()._mdq_get_content_fields() if name not in said]

    def _mdq_get_line_fields(self):
        return [name for name in super()._mdq_get_line_fields() if name != "superseded_ids"]

    def _prepare_card(self):
        return {
            "id": self.id, "unit_no": self.unit_no, "code": self.code_id.code, "name": self.code_id.name, "class": self.defect_class,
            "count": self.count, "note": self.note or "", "photos": self.photo_ids.ids, "by": self.recorded_by.name,
            "client_key": self.client_key or "",
        }


class MdqInspectionDefectPhoto(models.Model):
    """A photo of a defect as it came from the camera, with its SHA-256."""

    _name = "mdq.inspection.defect.photo"
    _description = "Photo of a Defect"
    _inherit = ["mdq.upload.mixin"]
    _mdq_timeline_parent = "defect_id"
    _order = "id"

    defect_id = fields.Many2one("mdq.inspection.defect", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="defect_id.inspection_id.company_id")


class MdqInspection(models.Model):
    """Defects by code and unit, beside the readings."""

    _inherit = "mdq.inspection"

    defect_ids = fields.One2many("mdq.inspection.defect", "inspection_id", "Defects", readonly=True)

    def record_defects(self, defects):
        """Store defects of one inspection; what cannot be taken is returned with its reason, the rest is kept.

        :param defects: [{code, unit_no, count, note, photos: [{name, data}], client_key, corrects, reason}]; code is a code or an
            id; `corrects` names the row that this one corrects, with a reason; a count of 0 takes it back
        :return: {"accepted": number kept, "rejected": [{"index", "why"}]}
        """
        self.ensure_one()
        self._check_may_record()
        self._take_turn()
        facts, rejected = self._prepare_defect_facts(defects), []
        for index, defect in enumerate(defects):
            try:
                self._take_defect(defect, facts)
            except (ValueError, UserError) as error:
                rejected.append({"index": index, "why": str(error)})
        return {"accepted": len(defects) - len(rejected), "rejected": rejected}

    def _prepare_defect_facts(self, defects):
        codes = self.env["mdq.defect.code"]._find_for(self.product_id, self.company_id)
        keys = [defect["client_key"] for defect in defects if isinstance(defect, dict) and isinstance(defect.get("client_key"), str)]
        # A key counts in the whole database, also where the caller may not read.
        known = self.env["mdq.inspection.defect"].sudo().search([("client_key", "in", keys)])
        return {
            "codes": {**{code.code: code for code in codes}, **{code.id: code for code in codes}},
            "keys": {defect.client_key: defect for defect in known},
        }

    def _take_defect(self, defect, facts):
        key = defect.get("client_key") if isinstance(defect, dict) else None
        if key is not None and not _is_key(key):
            raise ValueError(self.env._("The key of a defect is a UUID, such as 123e4567-e89b-42d3-a456-426614174000."))
        vals = self._prepare_defect_vals(defect, facts)
        if key in facts["keys"]:
            return self._check_same_defect(facts["keys"][key], vals)
        photos = [self.env["mdq.inspection.defect.photo"]._prepare_upload_vals(photo.get("name"), photo.get("data"))
                  for photo in defect.get("photos") or ()]
        # No role writes defects; this is the server writing what it has just checked.
        row = self.env["mdq.inspection.defect"].sudo().create({**vals, "client_key": key or False})
        row.photo_ids.create([{**photo, "defect_id": row.id} for photo in photos])
        self.invalidate_recordset(["defect_ids"])
        if key:
            facts["keys"][key] = row
        return row

    def _prepare_defect_vals(self, defect, facts):
        code = facts["codes"].get(defect.get("code")) if isinstance(defect, dict) and isinstance(defect.get("code"), int | str) else None
        if not code:
            raise ValueError(self.env._("There is no such defect code for this product. Choose one of its codes."))
        unit_no, count = defect.get("unit_no"), defect.get("count", 1)
        if not _is_whole(unit_no) or not 1 <= unit_no <= self.sample_size:
            raise ValueError(self.env._(
                "Unit %(unit)s is not in the sample: it has the units 1 to %(size)s.", unit=unit_no, size=self.sample_size
            ))
        corrected = self._find_corrected(defect)
        if not _is_whole(count) or count < (0 if corrected else 1):
            raise ValueError(self.env._("Say how often the defect was found: a whole number, 1 or more."))
        return {
            "inspection_id": self.id, "product_id": self.product_id.id, "partner_id": self.partner_id.commercial_partner_id.id,
            "unit_no": unit_no, "code_id": code.id, "defect_class": code.defect_class, "count": count,
            "note": str(defect.get("note") or "").strip() or False, "supersedes_id": corrected.id,
            "reason": str(defect.get("reason") or "").strip() or False, "recorded_by": self.env.uid,
        }

    def _find_corrected(self, defect):
        if not defect.get("corrects"):
            return self.env["mdq.inspection.defect"]
        corrected = self.defect_ids.filtered(lambda row: row.id == defect["corrects"])
        is_replay = corrected.superseded_ids.filtered(lambda row: row.client_key and row.client_key == defect.get("client_key"))
        if not corrected or (corrected.superseded_ids and not is_replay):
            raise ValueError(self.env._("What you correct was corrected already, or is of another inspection. Load it again."))
        if not str(defect.get("reason") or "").strip():
            raise ValueError(self.env._("To correct a defect that was recorded, say why."))
        return corrected

    def _check_same_defect(self, known, vals):
        if any(known._fields[name].convert_to_write(known[name], known) != value for name, value in vals.items() if name != "recorded_by"):
            raise ValueError(self.env._("This key belongs to another defect. Give each defect a key of its own."))

    # ------------------------------------------------------------------------------------- verdict

    def _check_move_to_accepted(self):
        """A unit with a defect is not a good one: nothing is accepted while its readings say so."""
        super()._check_move_to_accepted()
        for inspection in self:
            inspection._check_defects_told()

    def _check_defects_told(self):
        found = self.defect_ids.filtered("stands")
        bad = {unit for (unit, _line), passed in self._get_results().items() if not passed}
        untold = found.filtered(lambda defect: defect.unit_no not in bad)
        if untold:
            raise UserError(self.env._(
                "%(inspection)s cannot be accepted: unit %(units)s has a defect (%(codes)s), and all its readings are good. Judge the"
                " characteristic bad, or take the defect back with the reason.", inspection=self.name,
                units=", ".join(str(unit) for unit in sorted(set(untold.mapped("unit_no")))),
                codes=", ".join(dict.fromkeys(untold.code_id.mapped("display_name"))),
            ))

    def _get_inspectors(self):
        # All inspections count, also those that the caller may not read.
        return super()._get_inspectors() | self.sudo().defect_ids.recorded_by


def _is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)
