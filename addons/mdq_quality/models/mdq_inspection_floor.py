from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MOST_CARDS = 200


class MdqInspection(models.Model):
    """What the inspector's screen asks for: the work list, the inspection behind a label, and one inspection in full."""

    _inherit = "mdq.inspection"

    # -------------------------------------------------------------------------------------- public

    @api.model
    def get_work_list(self, who="all", point=None, search=None, limit=80):
        """Return the open inspections as cards, the most urgent first, and how many there are of each kind.

        :param who: mine, unassigned or all
        :param point: one inspection point, or None for all
        :return: {cards, counts: {mine, unassigned, all}, points: [{code, name, count}]}
        """
        self.check_access("read")
        found = Domain("state", "=", "open") & self._get_work_search(search)
        people = self._get_work_people()
        if who not in people:
            raise UserError(self.env._("The work list shows mine, unassigned or all."))
        chosen = found & people[who]
        cards = self.search(chosen & (Domain("point", "=", point) if point else Domain.TRUE), order=self._get_work_order(),
                            limit=min(limit, MOST_CARDS))
        counts = dict(self._read_group(chosen, ["point"], ["__count"]))
        return {
            "cards": [card._prepare_work_card() for card in cards],
            "counts": {name: self.search_count(found & domain) for name, domain in people.items()},
            "points": [{"code": code, "name": name, "count": counts.get(code, 0)}
                       for code, name in self._fields["point"]._description_selection(self.env)],
        }

    @api.model
    def find_scanned(self, barcode):
        """Return what a label means: {"inspections": cards of open ones, "gauge": {…} or False}."""
        self.check_access("read")
        text = str(barcode or "").strip()
        for name in dict.fromkeys([text, *self._get_scanned_lots(text)]):
            found = self.search(Domain("state", "=", "open") & (
                Domain("name", "=", name) | Domain("lot_ids.name", "=", name) | Domain("picking_id.name", "=", name)
                | Domain("production_id.name", "=", name)
            ), order=self._get_work_order(), limit=MOST_CARDS) if name else self.browse()
            if found:
                return {"inspections": [card._prepare_work_card() for card in found], "gauge": False}
        return {"inspections": [], "gauge": self._find_scanned_gauge(text)}

    def get_floor(self):
        """Return what the screen shows of one inspection: its grid, what it is of, and the defects with their codes."""
        self.ensure_one()
        grid = self.get_grid()
        codes = self.env["mdq.defect.code"]._find_for(self.product_id, self.company_id)
        return {
            **grid, "head": {**self._prepare_work_card(), **self._prepare_floor_head()},
            "codes": [{"id": code.id, "code": code.code, "name": code.name, "class": code.defect_class} for code in codes],
            "defects": [defect._prepare_card() for defect in self.defect_ids.filtered("stands")],
        }

    def get_summary(self):
        """Return what the readings say so far, for those who are about to conclude."""
        self.ensure_one()
        self.check_access("read")
        verdict, results = self._get_verdict(), self._get_results()
        return {
            "taken": self.reading_count, "needed": self.reading_total, "missing": len(verdict.missing) - len(self._get_waiting_required()),
            "waiting": len(self._get_waiting()), "accepted": verdict.accepted, "acceptance": self.acceptance_number,
            "failed": sorted({unit for (unit, _line), passed in results.items() if not passed}),
            "classes": self._get_summary_classes(verdict),
        }

    def action_take(self):
        """Make these inspections the caller's own, where nobody has them yet."""
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        taken = self.filtered(lambda inspection: inspection.inspector_id and inspection.inspector_id != self.env.user)
        if taken:
            raise UserError(self.env._(
                "%(inspection)s is %(person)s's. Ask him, or let a quality engineer give it to you.",
                inspection=taken[0].name, person=taken[0].inspector_id.name,
            ))
        self.write({"inspector_id": self.env.uid})
        return True

    # ----------------------------------------------------------------------------------- work list

    def _get_work_people(self):
        return {"mine": Domain("inspector_id", "=", self.env.uid), "unassigned": Domain("inspector_id", "=", False),
                "all": Domain.TRUE}

    def _get_work_order(self):
        """The most urgent first."""
        return "date_due, create_date, id"

    def _get_work_search(self, search):
        text = str(search or "").strip()
        if not text:
            return Domain.TRUE
        names = ("name", "lot_id.name", "product_id.name", "product_id.default_code", "partner_id.name", "picking_id.name")
        return Domain.OR(Domain(name, "ilike", text) for name in names)

    def _prepare_work_card(self):
        """One line of the work list. Extend."""
        return {
            "id": self.id, "name": self.name, "lot": self.lot_id.name, "product": self.product_id.display_name, "point": self.point,
            "point_name": dict(self._fields["point"]._description_selection(self.env))[self.point],
            "supplier": self.partner_id.name or "", "origin": self.picking_id.name or self.production_id.name or "",
            "inspector": self.inspector_id.name or "", "inspector_id": self.inspector_id.id,
            "opened": fields.Datetime.to_string(self.create_date), "deadline": self._get_deadline(),
            "taken": self.reading_count, "needed": self.reading_total, "failed": self.failed_units, "has_plan": bool(self.plan_id),
        }

    def _get_deadline(self):
        """Until when it is to be done, as text in UTC; False where nothing says so. Extend."""
        return fields.Datetime.to_string(self.date_due)

    def _prepare_floor_head(self):
        return {
            "plan": self.plan_id.display_name or "", "quantity": self.quantity, "uom": self.uom_id.name or "", "state": self.state,
            "pick_list": self.pick_list or "", "second_waiting": len(self._get_waiting()), "note": self.note or "",
        }

    def _get_waiting_required(self):
        """Those that wait and are among the missing ones."""
        return self._get_waiting().filtered("plan_line_id.required")

    def _get_summary_classes(self, verdict):
        return [{
            "name": self.plan_id._get_class_word(sample.defect_class), "count": verdict.failed_by_class[sample.defect_class],
            "ac": sample.acceptance_number, "re": sample.rejection_number,
        } for sample in self.sample_ids]

    # ------------------------------------------------------------------------------------- scanning

    @api.model
    def _get_scanned_lots(self, text):
        """Return the lot or serial that a GS1 label carries."""
        # How labels are read is a setting that everybody may use.
        nomenclature = self.env.ref("barcodes_gs1_nomenclature.default_gs1_nomenclature", raise_if_not_found=False)
        try:
            found = nomenclature.sudo().gs1_decompose_extended(text) if nomenclature else []  # reason: see above
        except Exception:  # noqa: BLE001  whatever a label holds that is no GS1
            return []
        return [part["value"] for part in found or () if part["rule"].type in ("lot", "serial") and isinstance(part["value"], str)]

    @api.model
    def _find_scanned_gauge(self, text):
        """Return the gauge with this label, or False."""
        gauge = self.env["maintenance.equipment"]._mdq_find_gauges({text}, self.env.company).get(text)
        return {"id": gauge.id, "code": text, "name": gauge.display_name, "sends": gauge.mdq_sends_readings} if gauge else False
