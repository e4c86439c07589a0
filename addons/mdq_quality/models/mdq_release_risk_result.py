"""The late result: a good one ends the risk, a bad one stops the lot and everything made from it, and lists every piece."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .mdq_release_risk import MANAGER

_lt = LazyTranslate(__name__)


class MdqReleaseRisk(models.Model):
    _inherit = "mdq.release.risk"

    hold_id = fields.Many2one("mdq.hold", "Hold", readonly=True, copy=False, ondelete="restrict")
    failed_why = fields.Text("What Was Found", readonly=True, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"hold_id", "failed_why"}

    # ------------------------------------------------------------------------------------- public

    def fail(self, credential, reason):
        """Sign that what was waited for is bad, where no inspection says so: a paper, a dose, a condition."""
        self.env.user._mdq_require(MANAGER)
        self.check_access("read")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say what was found: it becomes the reason of the hold."))
        # Nobody edits these records; who may and why was checked above.
        risks = self.sudo()
        risks._check_declared("failed")
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        risks._fail(reason.strip())
        return True

    def action_review(self):
        """Look whether what is late is in by now."""
        self.check_access("read")
        self.sudo()._review()  # the same facts whoever asks; nothing is decided here
        return True

    def action_fail(self):
        return self._mdq_sign_action("fail", self.env._("The Result Is Bad"), "rejected", reason_required=True)

    # ------------------------------------------------------------------------------------- good

    @api.model
    def _cron_review(self):
        """What is late may come in without an inspection: papers, conditions."""
        risks = self.search([("state", "=", "active")], limit=1000)
        risks._review()
        self.env["ir.cron"]._commit_progress(len(risks))

    def _review(self):
        """Note what has come in, for the server's own code; when nothing is late any more, the risk ends."""
        active = self.filtered(lambda risk: risk.state == "active")
        if not active:
            return
        checks = active.lot_id._mdq_release_checks()
        for risk in active:
            still = {check["code"] for check in checks[risk.lot_id.id] if not check["ok"]}
            waiting = risk.condition_ids.filtered(lambda condition: condition.state == "open")
            waiting.filtered(lambda condition, still=still: condition._is_good(still))._move_to("good")
        done = active.filtered(lambda risk: set(risk.condition_ids.mapped("state")) == {"good"})
        done._close()

    def _close(self):
        if not self:
            return
        self._move_to("closed")
        self.lot_id._mdq_write_server({"mdq_risk_id": False})
        self._message_log_batch(bodies=dict.fromkeys(self.ids, self._mdq_both(
            lambda risks: risks.env._("Everything that was late is in, and good."))))
        self._find_heirs()._review()

    def _find_heirs(self):
        """Return releases under risk of lots that were made from the lots of these."""
        carriers = self.lot_id._mdq_find_carriers()
        return self.search([("state", "=", "active"), ("lot_id", "in", carriers.ids), ("id", "not in", self.ids)])

    # ------------------------------------------------------------------------------------- bad

    def _fail(self, why):
        """Stop it all, for the server's own code: a hold on the lots and everything made from them, and the list of the pieces."""
        heirs = self._find_heirs() if self else self
        for risk in self:
            risk._fail_one(why)
        for heir in heirs:
            heir._write_guarded({"failed_why": why, "hold_id": self[:1].hold_id.id})
            heir._move_to("failed", why)
            heir.lot_id._mdq_write_server({"mdq_risk_id": False})
        (self | heirs).condition_ids.filtered(lambda condition: condition.state == "open" and condition._is_bad())._move_to("bad")
        self._tell_failed()

    def _fail_one(self, why):
        carriers = self.lot_id._mdq_find_carriers()
        self._list_pieces(carriers)  # where they were when the result came, before anything moves
        self._write_guarded({"failed_why": why})
        self._move_to("failed", why)
        self.lot_id._mdq_write_server({"mdq_risk_id": False})
        said = self._mdq_both(lambda risk: risk.env._("%(risk)s: the late result of lot %(lot)s is bad.", risk=risk.name, lot=risk.lot_id.name))
        hold = self.env["mdq.hold"]._place(carriers.filtered("mdq_status"), f"{said} {why}", {"company_id": self.company_id.id})
        self._write_guarded({"hold_id": hold.id})

    def _tell_failed(self):
        """An alert to quality management, and a task for whoever took the risk."""
        if not self:
            return
        self.env["mdq.alert"]._mdq_raise(
            "risk_failed", self, _lt("A late result is bad: the lot and what was made from it are on hold; get the pieces back"),
            severity="critical")
        for risk in self:
            risk.activity_schedule(
                "mail.mail_activity_data_warning", user_id=risk.granted_by.id, note=risk.failed_why,
                summary=risk.with_context(lang=risk.granted_by.lang).env._("Recall list: get the pieces back"))

    @api.model
    def _follow(self, inspections):
        """What the decision on inspections means for the risks that wait for them, or whose lot they are of."""
        lots = inspections.lot_ids | inspections.lot_id
        risks = self.search([
            ("state", "=", "active"), "|", ("condition_ids.inspection_id", "in", inspections.ids), ("lot_id", "in", lots.ids)])
        bad = inspections.filtered(lambda inspection: inspection.state == "rejected")
        for inspection in bad:
            failed = risks.filtered(lambda risk, inspection=inspection: risk.state == "active" and risk._waits_for(inspection))
            failed._fail(inspection._mdq_both(lambda each: each.env._("Inspection %s rejected the lot.", each.name)))
        risks._review()

    def _waits_for(self, inspection):
        """A bad result counts whether or not it was named: it is about the same pieces."""
        return inspection in self.condition_ids.inspection_id or self.lot_id in (inspection.lot_ids | inspection.lot_id)


class MdqReleaseRiskCondition(models.Model):
    _inherit = "mdq.release.risk.condition"

    def _is_good(self, still):
        """Whether it is in and good; `still` are the codes of the checks that fail now."""
        if self.inspection_id:
            return self.inspection_id.state in ("accepted", "skipped") or not {"inspected", "accepted"} & still
        return self.code not in still

    def _is_bad(self):
        return not self.inspection_id or self.inspection_id.state == "rejected"


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def _move_to(self, target, reason=None):
        result = super()._move_to(target, reason)
        if target != "open":
            # Risks are taken and ended for the lot, whoever inspects it.
            self.env["mdq.release.risk"].sudo()._follow(self.sudo())
        return result


class MdqRelease(models.Model):
    _inherit = "mdq.release"

    def _take_effect(self, reason):
        """A lot that is released needs no risk any more."""
        super()._take_effect(reason)
        # What the release was signed for has ended what was waited for, whoever may read it.
        self.sudo().lot_id.mdq_risk_id._review()


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_find_inherited_risks(self):
        """Return {lot id: releases under risk that still wait, of lots that are in it}."""
        # What is in a lot counts, whoever asks; mostly nothing waits anywhere.
        waiting = self.env["mdq.release.risk"].sudo().search([("state", "=", "active")])
        ancestors = self._mdq_get_ancestor_ids() if waiting else {}
        return {
            lot.id: waiting.filtered(lambda risk, lot=lot: risk.lot_id != lot and risk.lot_id.id in ancestors[lot.id])
            for lot in self if lot.id in ancestors
        }

    def _mdq_release_checks(self):
        """What was made from a lot under risk goes to no customer before the result is in."""
        checks = super()._mdq_release_checks()
        for lot_id, risks in self._mdq_find_inherited_risks().items():
            if risks:
                checks[lot_id].append(self.browse(lot_id)._mdq_check_inherited(risks))
        return checks

    def _mdq_check_inherited(self, risks):
        """It bars what goes to the market; a production release is signed in the knowledge of it."""
        why = "\n".join(self._mdq_say_inherited(risk) for risk in risks)
        if self._mdq_get_next_stage() == "production":
            return self._mdq_prepare_check("inherited_risk", True, self.env._("For the market release later: %s", why), risks)
        return self._mdq_prepare_check("inherited_risk", False, why, risks)

    def _mdq_say_inherited(self, risk):
        return self.env._(
            "Lot %(lot)s is in it, used under risk %(risk)s: it waits for %(late)s.", lot=risk.lot_id.name, risk=risk.name,
            late=", ".join(risk.condition_ids.filtered(lambda condition: condition.state == "open").mapped("name")) or "–")
