"""Two releases of one lot: production release by the maker, market release by the registrant, two signatures of two people.

The same method gives whichever the lot waits for. A lot with its production release alone is still in quarantine: it is packed, used and
processed further as `core.movement` says, and goes to no customer; nor does what was made of it.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import movement

STAGES = [("single", "Release"), ("production", "Production Release"), ("market", "Market Release")]


class MdqRelease(models.Model):
    _inherit = "mdq.release"

    stage = fields.Selection(STAGES, required=True, readonly=True, default="single", index=True)
    production_release_id = fields.Many2one("mdq.release", "After Production Release", readonly=True, ondelete="restrict")
    authority_id = fields.Many2one("mdq.release.authority", "Released As", readonly=True, ondelete="restrict")

    # ------------------------------------------------------------------------------------- who may

    def _get_refusals(self, lots):
        refusals = super()._get_refusals(lots)
        market = lots.filtered(lambda lot: lot._mdq_get_next_stage() == "market")
        named = self.env["mdq.release.authority"]._find_for_lots(market) if market else {}
        for lot in market:
            refusal = self._get_market_refusal(lot, named[lot.id])
            if refusal:
                refusals.setdefault(lot.id, refusal)
        return refusals

    def _get_market_refusal(self, lot, named):
        # Who signed first is read for the comparison, whatever the caller may see.
        first = lot.sudo().mdq_production_release_id
        if first.released_by == self.env.user:
            return self.env._(
                "You signed the production release of %(lot)s (%(release)s). Another person releases it to the market: %(people)s.",
                lot=lot.name, release=first.name, people=_say_people(named.user_id - self.env.user) or "–")
        if self.env.user not in named.user_id:
            return self.env._(
                "The market release of %(lot)s is for those whom the registrant has named, and nobody stands in for them: %(people)s.",
                lot=lot.name, people=_say_people(named.user_id) or self.env._("nobody yet, a quality manager names somebody"))
        return ""

    def _prepare_segregation_check(self, lot, refusal):
        if not refusal and lot._mdq_get_next_stage() == "market":
            return lot._mdq_prepare_check("segregation", True, self.env._(
                "One whom the registrant has named signs, who neither inspected the lot nor signed its production release."))
        return super()._prepare_segregation_check(lot, refusal)

    # ------------------------------------------------------------------------------------- the deed

    def _prepare_evaluation(self, lot, checks, refusal):
        return {**super()._prepare_evaluation(lot, checks, refusal), "stage": lot._mdq_get_next_stage()}

    def _prepare_releases(self, lots, checks, reason):
        vals_list = super()._prepare_releases(lots, checks, reason)
        stages = [lot._mdq_get_next_stage() for lot in lots]
        named = self.env["mdq.release.authority"]._find_for_lots(lots) if "market" in stages else {}
        # What the signature rests on is stored with it, whatever the signer may read.
        for lot, stage, vals in zip(lots.sudo(), stages, vals_list, strict=True):
            vals["stage"] = stage
            if stage == "market":
                own = named[lot.id].filtered(lambda each: each.user_id == self.env.user)
                vals.update(production_release_id=lot.mdq_production_release_id.id, authority_id=own[:1].id)
        return vals_list

    def _take_effect(self, reason):
        first = self.filtered(lambda release: release.stage == "production")
        first._begin_market_stage(reason)
        if self - first:
            super(MdqRelease, self - first)._take_effect(reason)

    def _begin_market_stage(self, reason):
        if self:
            # The releases were checked and signed; who signs need not be allowed to edit lots.
            self.sudo().lot_id._mdq_set_production_release(self, reason)

    def withdraw_production(self, lot_ids, credential, reason):
        """Sign that the production release of lots no longer holds; they wait for another one."""
        self.env.user._mdq_require("mdq_base.group_releaser", "mdq_base.group_quality_manager")
        lots = self._get_lots(lot_ids)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the production release no longer holds."))
        known = lots.sudo()  # the releases are read for what is signed below; who may see the lots may see them
        releases = known.mdq_production_release_id
        if not all(lot.mdq_production_release_id for lot in known) or set(lots.mapped("mdq_status")) != {"quarantine"}:
            raise UserError(self.env._("Name lots that wait for their market release; others have no production release to withdraw."))
        self.env["mdq.signature"]._sign(releases.sudo(False), "rejected", credential, reason)
        lots._mdq_end_production_release(self._mdq_both(lambda releases: releases.env._("Withdrawn: %s", reason)))
        lots._mdq_unreserve_refused()
        return True

    def _mdq_check_may_be_issued(self):
        super()._mdq_check_may_be_issued()
        for release in self:
            if release.stage == "production":
                raise UserError(self.env._(
                    "%s is a production release: the certificate is issued with the registrant's market release.", release.name))


def _say_people(users):
    # Names of those who can help are part of the refusal.
    return ", ".join(users.sudo().mapped("name"))


class StockLot(models.Model):
    _inherit = "stock.lot"

    _mdq_ledger_columns = ("mdq_production_release_id",)

    mdq_production_release_id = fields.Many2one(
        "mdq.release", "Production Release", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        groups="base.group_user",
        help="Signed by the maker's releaser: the lot may be packed, used and processed further. Until the registrant's market release"
             " it stays in quarantine and goes to no customer.",
    )
    mdq_release_stage = fields.Selection(
        STAGES, "Waits For", compute="_compute_mdq_release_stage", search="_search_mdq_release_stage", groups="base.group_user",
    )

    # ------------------------------------------------------------------------------------- which one

    def _compute_mdq_release_stage(self):
        for lot in self:
            lot.mdq_release_stage = lot._mdq_get_next_stage() if lot.mdq_status == "quarantine" else False

    def _search_mdq_release_stage(self, operator, value):
        if operator != "in":
            return NotImplemented
        first, twice = fields.Domain("mdq_production_release_id", "!=", False), self._mdq_get_released_twice_domain()
        stages = {"market": first & twice, "production": ~first & twice, "single": ~twice}
        waiting = fields.Domain("mdq_status", "=", "quarantine")
        found = fields.Domain.OR(waiting & stages[stage] for stage in value if stage in stages)
        return found | ~waiting if False in value else found

    def _mdq_get_next_stage(self):
        """Return which release this lot waits for: single, production or market."""
        self.ensure_one()
        if not self._mdq_is_released_twice():
            return "single"
        # Whether the first signature is there does not depend on who asks.
        return "market" if self.sudo().mdq_production_release_id else "production"

    # ------------------------------------------------------------------------------------- the first one

    @api.model
    def _mdq_get_server_fields(self):
        return super()._mdq_get_server_fields() | {"mdq_production_release_id"}

    def _mdq_set_production_release(self, releases, reason):
        by_lot = releases.grouped("lot_id")
        with self._mdq_reason(reason or self.env._("Production release")):
            for lot in self:
                lot._mdq_write_server({"mdq_production_release_id": by_lot[lot].id})
        self._message_log_batch(bodies={lot.id: self.env._(
            "Production release %(release)s by %(person)s. It waits for the registrant's market release.",
            release=by_lot[lot].name, person=self.env.user.name) for lot in self})

    def _mdq_end_production_release(self, why):
        """What was signed for no longer holds: these lots wait for another production release."""
        # It follows from what happened to the lots, whoever caused it.
        lots = self.sudo().filtered("mdq_production_release_id")
        if not lots:
            return
        bodies = {lot.id: self.env._("Production release %(release)s no longer holds. %(why)s",
                                     release=lot.mdq_production_release_id.name, why=why) for lot in lots}
        with lots._mdq_reason(why):
            lots._mdq_write_server({"mdq_production_release_id": False})
        lots._message_log_batch(bodies=bodies)

    def _mdq_write_status(self, status):
        """Any other change than to released undoes the first signature: what it was given for is no longer so."""
        if status != "released":
            self._mdq_end_production_release(self._mdq_both(lambda lots: lots.env._("The quality status of the lot changed.")))
        return super()._mdq_write_status(status)

    def _mdq_get_status_reasons(self, status, operation):
        """What the first signature lets a lot do while it waits for the second."""
        if movement.is_allowed(status, operation, production_released=bool(self.mdq_production_release_id)):
            return []
        return super()._mdq_get_status_reasons(status, operation)

    def _mdq_find_unreleased_parts(self):
        """Return {lot id: lots in it that need a market release and have none}, for lots that are to leave."""
        lots = self.sudo()  # what is in a lot counts, whoever asks
        if not lots or not lots._mdq_is_any_released_twice():
            return {}
        rule = lots._mdq_get_released_twice_domain() & fields.Domain("mdq_status", "!=", False)
        ancestors = lots._mdq_get_ancestor_ids()
        inside = lots.search(rule & fields.Domain("id", "in", list(set().union(*ancestors.values()) - set(self.ids))))
        # A part of a lot has signatures of its own: only what was used to make something else is in it.
        used = {row["lot_id"] for row in inside._mdq_find_consumed()} if inside else set()
        waiting = inside.filtered(lambda lot: lot.id in used and lot.mdq_release_ids.sorted("id")[-1:].stage in (False, "production"))
        return {lot.id: waiting.filtered(lambda each, lot=lot: each.id in ancestors.get(lot.id, ())) for lot in lots}

    # ------------------------------------------------------------------------------------- what it says

    def _mdq_get_remedy(self, status):
        if status != "quarantine" or not self._mdq_is_released_twice():
            return super()._mdq_get_remedy(status)
        first = self.sudo().mdq_production_release_id  # a name in a refusal that everybody gets
        if not first:
            return self.env._(
                "A releaser who did not inspect it signs its production release once its checks hold; then one whom the registrant has"
                " named releases it to the market.")
        return self.env._(
            "Its production release %(release)s is signed, so it may be packed and used here. It leaves when one whom the registrant"
            " has named signs its market release: %(people)s.", release=first.name, people=self._mdq_get_market_people())

    def _mdq_get_market_people(self):
        named = self.env["mdq.release.authority"]._find_for_lots(self)[self.id]
        return _say_people(named.user_id) or self.env._("nobody yet, a quality manager names somebody")

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        market = self.filtered(lambda lot: lot._mdq_get_next_stage() == "market")
        named = self.env["mdq.release.authority"]._find_for_lots(market) if market else {}
        market = market.sudo()  # what must hold does not depend on what the asker may read
        inspectors = market._mdq_get_evidence_inspections()._get_inspectors() if market else self.env["res.users"]
        for lot in market:
            first = lot._mdq_check_first_release(lot.mdq_production_release_id.released_by in inspectors)
            checks[lot.id] += [first, lot._mdq_check_market_people(named[lot.id])]
        leaving = self.filtered(lambda lot: lot._mdq_get_next_stage() != "production")
        for lot_id, parts in leaving._mdq_find_unreleased_parts().items():
            checks[lot_id] += self._mdq_check_parts(parts)
        return checks

    def _mdq_check_parts(self, parts):
        if not parts:
            return []
        return [self._mdq_prepare_check("inherited_market", False, self.env._(
            "The registrant has not released what is in it to the market yet: %s.", ", ".join(parts.mapped("display_name"))), parts)]

    def _mdq_check_first_release(self, is_suspect):
        """Whether the first signature stands; `is_suspect`: whoever gave it inspected this lot or another one."""
        first = self.mdq_production_release_id
        words = {"release": first.name, "person": first.released_by.name, "date": fields.Datetime.to_string(first.released_on)}
        if is_suspect and first.released_by in self._mdq_get_evidence_inspections()._get_inspectors():
            return self._mdq_prepare_check("production_release", False, self.env._(
                "%(person)s signed the production release %(release)s and has inspected the lot since: withdraw it, and another"
                " releaser signs it.", **words), first)
        return self._mdq_prepare_check(
            "production_release", True, self.env._("Production release %(release)s: %(person)s, %(date)s UTC.", **words), first)

    def _mdq_check_market_people(self, named):
        if named:
            return self._mdq_prepare_check("market_releaser", True, self.env._(
                "For the registrant signs: %s.", _say_people(named.user_id)), named)
        return self._mdq_prepare_check("market_releaser", False, self.env._(
            "The registrant has named nobody to release %s to the market. A quality manager names somebody under Market Releasers.",
            self.product_id.display_name))

    def _mdq_get_release_title(self):
        titles = {"production": self.env._("Production Release"), "market": self.env._("Market Release")}
        stages = {lot._mdq_get_next_stage() for lot in self}
        return titles.get(stages.pop() if len(stages) == 1 else "") or super()._mdq_get_release_title()

    def action_mdq_withdraw_production(self):
        action = self.env["mdq.release"]._mdq_sign_action(
            "withdraw_production", self.env._("Withdraw Production Release"), "rejected", args={"lot_ids": self.ids}, reason_required=True)
        action["params"]["records"] = self.mapped("display_name")[:20]
        return action


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _mdq_requarantine(self):
        """Goods that come in are not what the production release was signed for."""
        result = super()._mdq_requarantine()
        # Facts of the lines, whoever moves them.
        lots = self.sudo()._mdq_filter_incoming(*movement.UNPROVEN_SOURCES).lot_id
        lots._mdq_end_production_release(self._mdq_both(lambda lines: lines.env._("Goods of this lot came in: to be inspected.")))
        return result
