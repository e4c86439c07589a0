from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

KEYS = {"lot", "quantity", "scrap", "parameters", "certificate", "reason", "token"}
LONGEST_LOT = 64
REPORTERS = ("mdq_base.group_inspector", "mdq_base.group_planner", "mdq_base.group_quality_engineer")


class MdqBatchStep(models.Model):
    """What the supplier, or our own people, say that was done."""

    _inherit = "mdq.batch.step"

    # -------------------------------------------------------------------------------------- public

    def report(self, values):
        """Report one lot of one step. Values outside their limits are kept and flagged, never refused.

        :param values: {lot: name or id, quantity, scrap, parameters: [{code or name, value}],
            certificate: {name, data in base64}, reason (needed to correct), token (names the sending)}
        :return: {report_id, lot_id, state, out_of_limits: [code], missing: [code], certificate_ids}
        """
        self.ensure_one()
        self.env["mdq.batch.result"]._check_shape(values)
        self._check_may_report(values)
        # The caller was checked; a supplier has no right to write, the server writes what he reports.
        step = self.sudo()
        known = step._find_sent(values.get("token"))
        if known:
            return step._prepare_answer(known)
        reason = (values.get("reason") or "").strip()
        lot = step._get_reported_lot(values.get("lot"), values)
        report = step._record_report(lot, values, reason)
        self.env["mdq.batch.result"]._report(
            step, lot, step.template_step_id.parameter_ids, values.get("parameters") or [], reason
        )
        if values.get("certificate"):
            self.env["mdq.batch.file"]._store(step, lot, values["certificate"])
        step._after_report(report)
        return step._prepare_answer(report)

    # ------------------------------------------------------------------------------------- checks

    def _check_may_report(self, values):
        self._check_reporter("certificate" in values and bool(values["certificate"]))
        self.env.user._mdq_require_competence(self, "report")
        unknown = set(values) - KEYS
        if unknown:
            raise UserError(self.env._(
                "Not understood in a report: %(unknown)s. It takes: %(known)s.",
                unknown=", ".join(sorted(unknown)), known=", ".join(sorted(KEYS)),
            ))
        if not any(values.get(key) not in (None, False, "", []) for key in ("quantity", "scrap", "parameters", "certificate")):
            raise UserError(self.env._("Nothing is reported yet: give a quantity, a parameter or a certificate."))
        open_states = ("at_supplier", "reported", "done") if self.kind != "in_house" else ("ready", "reported", "done")
        if self.state not in open_states:
            raise UserError(self.env._(
                "%(step)s is %(state)s: there is nothing to report of it now.", step=self.display_name,
                state=dict(self._fields["state"]._description_selection(self.env))[self.state].lower(),
            ))

    def _check_reporter(self, with_certificate):
        user = self.env.user
        self.check_access("read")
        if not user.share:
            user._mdq_require(*REPORTERS)
            return
        user._mdq_require("mdq_base.group_supplier_user")
        if with_certificate:
            user._mdq_require("mdq_base.group_supplier_quality")
        # Whose step it is decides, whatever rules somebody may have added for the portal.
        step = self.sudo()
        if step.partner_id.commercial_partner_id != user.partner_id.commercial_partner_id:
            raise AccessError(self.env._("This step is not one of your company."))
        if step.state == "done" and any(lot.mdq_status == "released" or lot.mdq_production_release_id for lot in step.lot_ids):
            raise UserError(self.env._(
                "%s is finished and its lot released. Write to our quality department about a correction.",
                step.display_name,
            ))

    # ------------------------------------------------------------------------------------- the lot

    def _get_reported_lot(self, named, values):
        """Return the lot that a report names; of a transforming step it may be new."""
        if isinstance(named, int) and named:
            lot = self.line_ids.lot_id.filtered(lambda lot: lot.id == named)
            return lot or self._refuse_lot(str(named))
        name = str(named or "").strip()
        if len(name) > LONGEST_LOT or not name.isprintable():
            raise UserError(self.env._("The name of a lot has at most %s letters, digits and signs.", LONGEST_LOT))
        found = self.line_ids.lot_id.filtered(lambda lot: lot.name == name)
        if found:
            return found[:1]
        if name and self.kind == "transform" and self.state != "done":
            return self._get_new_lot(name)
        if name:
            return self._refuse_lot(name)
        return self._get_only_lot(values)

    def _get_only_lot(self, values):
        """Without a name it is the only lot there is; what concerns no lot needs none."""
        lots = self.line_ids.lot_id | self.report_ids.lot_id
        if len(lots) == 1:
            return lots
        if values.get("quantity") in (None, False, "") and not lots:
            return lots
        raise UserError(self.env._("Name the lot that you report."))

    def _refuse_lot(self, name):
        raise UserError(self.env._(
            "Lot %(name)s is not in step %(step)s. Its lots are: %(lots)s.", name=name, step=self.display_name,
            lots=", ".join(self.line_ids.lot_id.mapped("name")) or "-",
        ))

    def _get_new_lot(self, name):
        """Return the lot of this product with this name; nobody else's."""
        product = self.product_id
        lots = self.env["stock.lot"].search([
            ("name", "=", name), ("product_id", "=", product.id), ("company_id", "in", [False, self.company_id.id]),
        ], limit=1)
        moves = self.purchase_line_id.move_ids
        own = moves | moves._get_subcontract_production().move_finished_ids
        foreign = lots.mdq_move_line_ids.filtered(lambda line: line.state != "cancel" and line.move_id not in own)
        if foreign:
            raise UserError(self.env._(
                "Lot %(name)s of %(product)s belongs to another order. Name your lot differently.",
                name=name, product=product.display_name,
            ))
        return lots or lots.create({"name": name, "product_id": product.id, "company_id": product.company_id.id})

    # -------------------------------------------------------------------------------------- records

    def _find_sent(self, token):
        return self.report_ids.filtered(lambda report: token and report.token == token)[:1]

    def _record_report(self, lot, values, reason):
        counted, quantity, scrap = self._get_reported_count(values)
        current = self._get_current_report(lot)
        counted = counted and (not current or (current.quantity, current.scrap) != (quantity, scrap))
        if counted:
            self._check_count(lot, current, quantity, scrap, reason)
        # Two sendings at the same moment collide on this row, and the second finds the first.
        self._write_guarded({"date_reported": fields.Datetime.now()})
        report = self.env["mdq.batch.report"].create({
            "step_id": self.id, "company_id": self.company_id.id, "lot_id": lot.id, "lot_name": lot.name,
            "is_counted": counted, "quantity": quantity, "scrap": scrap, "token": values.get("token") or False,
            "supersedes_id": current.id if counted else False, "reason": reason if counted and current else False,
            "reported_by": self.env.uid, "reported_on": fields.Datetime.now(),
        })
        if counted and self.kind == "transform" and self.state != "done":
            self._prepare_receipt(lot, quantity)
        return report

    def _get_reported_count(self, values):
        """Return (whether quantities were reported, good, lost)."""
        numbers = {}
        for key in ("quantity", "scrap"):
            entered = values.get(key)
            if entered in (None, False, "") or isinstance(entered, bool):
                continue
            try:
                numbers[key] = float(entered)
            except (TypeError, ValueError):
                numbers[key] = -1.0
            if not 0 <= numbers[key] < 1e12:
                raise UserError(self.env._("“%s” is not a quantity. Write a number that is not below zero.", entered))
        return bool(numbers), numbers.get("quantity", 0.0), numbers.get("scrap", 0.0)

    def _check_count(self, lot, current, quantity, scrap, reason):
        if not lot:
            raise UserError(self.env._("Name the lot that you report."))
        if self.state == "done":
            raise UserError(self.env._(
                "The goods of %s were taken in already: quantities are settled. Parameters and certificates can still be"
                " reported.", self.display_name,
            ))
        if current and not reason:
            raise UserError(self.env._(
                "Lot %(lot)s was reported with %(good)s good and %(lost)s lost before. Say why it is corrected.",
                lot=lot.name, good=current.quantity, lost=current.scrap,
            ))
        line = self.line_ids.filtered(lambda line: line.lot_id == lot)
        rounding = self.uom_id.rounding
        if self.kind == "on_lot" and float_compare(quantity + scrap, line.quantity_sent, precision_rounding=rounding) > 0:
            raise UserError(self.env._(
                "Lot %(lot)s: %(sent)s %(unit)s were sent, so %(good)s good and %(lost)s lost cannot be right.",
                lot=lot.name, sent=line.quantity_sent, unit=self.uom_id.name, good=quantity, lost=scrap,
            ))

    def _prepare_receipt(self, lot, quantity):
        """Put the reported lot on the expected receipt, so that the receiver finds it there."""
        move = self.purchase_line_id.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move._mdq_is_coming_in()
        )[:1]
        if not move:
            return
        came = sum(self.purchase_line_id.move_ids.move_line_ids.filtered(
            lambda line: line.state == "done" and line.lot_id == lot
        ).mapped("quantity_product_uom"))
        vals = {"lot_id": lot.id, "quantity": max(quantity - came, 0.0)}
        lines = move.move_line_ids
        line = lines.filtered(lambda line: line.lot_id == lot) or lines.filtered(lambda line: not line.lot_id)
        if line:
            line[0].write(vals)
        else:
            lines.create({**vals, **move._mdq_get_given_vals()})

    def _after_report(self, report):
        """All lots are reported: the goods can be taken back."""
        expected = self.line_ids.lot_id if self.kind == "on_lot" else report.lot_id
        counted = self.report_ids.filtered("is_counted").lot_id
        if self.state == "at_supplier" and report.is_counted and expected <= counted:
            self._move_to("reported")

    def _prepare_answer(self, report):
        results = self._get_current_results(report.lot_id)
        reported = results.parameter_id
        return {
            "report_id": report.id, "lot_id": report.lot_id.id, "state": self.state,
            "out_of_limits": results.filtered(lambda result: not result.passed).mapped("code"),
            "missing": (self.template_step_id.parameter_ids.filtered("required") - reported).mapped("code"),
            "certificate_ids": self.file_ids.ids,
        }

    def _get_current_report(self, lot):
        return self.report_ids.filtered(lambda report: report.is_counted and report.lot_id == lot).sorted("id")[-1:]

    def _get_reported_scrap(self, lot):
        return self._get_current_report(lot).scrap
