from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import movement

STATUSES = [
    ("quarantine", "Quarantine"), ("released", "Released"), ("hold", "On Hold"), ("rejected", "Rejected"),
    ("recalled", "Recalled"), ("expired", "Expired"),
]
EXPIRING = ("quarantine", "released")  # a hold is stricter: it stands until somebody signs that it is lifted


class StockLot(models.Model):
    """A lot of a controlled product has a status, and its status says which movements it may make."""

    _inherit = "stock.lot"

    _mdq_ledger_columns = (
        "name", "ref", "product_id", "company_id", "mdq_status", "mdq_status_date", "expiration_date", "use_date",
        "removal_date", "alert_date",
    )

    mdq_status = fields.Selection(
        STATUSES, "Quality Status", readonly=True, copy=False, groups="base.group_user",
        help="Empty: the product is not controlled. Only the quality actions change it.",
    )
    mdq_status_date = fields.Datetime("Status Since", readonly=True, copy=False, groups="base.group_user")

    _mdq_undecided_index = models.Index("(mdq_status) WHERE mdq_status IS NOT NULL AND mdq_status != 'released'")

    # -------------------------------------------------------------------------------------- status

    @api.model_create_multi
    def create(self, vals_list):
        if self._mdq_get_server_fields() & set().union(*vals_list):
            raise UserError(self._mdq_get_status_refusal())
        lots = super(StockLot, self._mdq_without_defaults(self._mdq_get_server_fields())).create(vals_list)
        lots._mdq_follow_control()
        return lots

    @api.model
    def _mdq_get_server_fields(self):
        """Return the names of the fields that the actions of quality write, and nobody else. Extend."""
        return super()._mdq_get_server_fields() | {"mdq_status", "mdq_status_date"}

    def write(self, vals):
        if self._mdq_get_server_fields() & vals.keys():
            raise UserError(self._mdq_get_status_refusal())
        if "product_id" in vals:
            self._mdq_check_product_change(vals["product_id"])
        if "expiration_date" in vals:
            self._mdq_check_expiration_change(vals["expiration_date"])
        if "name" in vals:
            self._mdq_check_name_change(vals["name"])
        result = super().write(vals)
        if "product_id" in vals:
            self._mdq_follow_control()
        return result

    def _mdq_get_status_refusal(self):
        return self.env._(
            "The quality status of a lot cannot be set directly. Inspection, hold and release change it, each by its role."
        )

    def _mdq_check_product_change(self, product_id):
        """What was found of a lot was found of its product: it is not carried over to another one."""
        for lot in self.sudo():  # a guard reads what the caller may not
            is_judged = lot.mdq_status not in (False, "quarantine") or lot.mdq_inspection_ids
            if is_judged and lot.product_id.id != product_id:
                raise UserError(self.env._(
                    "Lot %(lot)s was inspected or decided on as %(product)s, and stays a lot of it. Make another lot for another product.",
                    lot=lot.name, product=lot.product_id.display_name,
                ))

    def _mdq_check_expiration_change(self, value):
        """The life of a lot that was decided on is not prolonged by whoever keeps the stock."""
        changed = self.filtered(
            lambda lot: lot.mdq_status not in (False, "quarantine")
            and lot.expiration_date != fields.Datetime.to_datetime(value)
        )
        if changed and not self.env.user.has_group("mdq_base.group_quality_manager"):
            raise AccessError(self.env._(
                "Lot %(lot)s was already decided on: only a quality manager changes its expiration date.",
                lot=changed[0].name,
            ))

    def _mdq_check_name_change(self, name):
        """The number on the labels leads to the status: whoever exchanged the numbers of two lots would exchange their pieces."""
        changed = self.filtered(lambda lot: lot.mdq_status not in (False, "quarantine") and lot.name != name)
        if changed and not self.env.user.has_group("mdq_base.group_quality_manager"):
            raise AccessError(self.env._(
                "Lot %(lot)s was already decided on: only a quality manager changes its number.", lot=changed[0].name))

    def _mdq_set_status(self, status, reason=None):
        """Set the status of lots: for the server's own code, after its own checks. Out of reach of RPC.

        The lots say it in their chatter; the ledger keeps it with the reason.
        """
        # The decision was checked where it was made; who makes it need not be allowed to edit lots.
        changed = self.sudo().filtered(lambda lot: lot.mdq_status != status)
        if not changed:
            return
        with self._mdq_reason(reason):
            changed._mdq_write_status(status)
        body = self._mdq_both(lambda lots: lots._mdq_say_status(status))  # people of both languages read it
        changed._message_log_batch(bodies=dict.fromkeys(changed.ids, f"{body} {reason or ''}".strip()))

    def _mdq_say_status(self, status):
        label = dict(STATUSES).get(status) and dict(self._fields["mdq_status"]._description_selection(self.env))[status]
        return self.env._("Quality status: %s.", label or "-")

    def _mdq_write_status(self, status):
        """Write a status that was decided on. Extend for what a change of it undoes."""
        return self._mdq_write_server({"mdq_status": status, "mdq_status_date": fields.Datetime.now()})

    def _mdq_write_server(self, vals):
        """Above the guard of `write`, in a class that no caller reaches."""
        return super().write(vals)

    def _mdq_follow_control(self):
        """Lots of controlled products have a status, other lots have none."""
        # Whoever receives a lot or sets control, the lot follows.
        lots = self.sudo()
        entering = lots.filtered(lambda lot: lot.product_id.mdq_controlled and not lot.mdq_status)
        leaving = lots.filtered(lambda lot: not lot.product_id.mdq_controlled and lot.mdq_status)
        if entering:
            entering._mdq_write_status("quarantine")
        if leaving:
            leaving._mdq_write_status(False)

    def _mdq_get_effective_status(self):
        """Return the status as it is at this moment: a lot past its expiration date is expired, cron or not."""
        self.ensure_one()
        if self.mdq_status in EXPIRING and self.expiration_date and self.expiration_date <= fields.Datetime.now():
            return "expired"
        return self.mdq_status

    @api.model
    def _cron_mdq_expire(self):
        """Show as expired what the gate already treats so."""
        lots = self.search([("mdq_status", "in", EXPIRING), ("expiration_date", "<=", fields.Datetime.now())], limit=1000)
        lots._mdq_set_status("expired", self._mdq_both(lambda lots: lots.env._("The expiration date has passed.")))
        lots._mdq_unreserve_refused()
        self.env["ir.cron"]._commit_progress(len(lots), remaining=int(len(lots) == 1000))

    # ---------------------------------------------------------------------------------------- gate

    def _mdq_move_blockers(self, operation):
        """Return {lot id: [why]} for those of these lots that may not make an operation.

        Addons above extend it: call super, add sentences. It is called once a batch, so look things up for all lots.

        :param operation: a name of `core.movement.OPERATIONS`
        """
        blockers = {}
        # Whether a lot may move does not depend on what the mover may read.
        for lot in self.sudo().filtered("mdq_status"):
            status = lot._mdq_get_effective_status()
            reasons = [] if movement.is_allowed(status, operation) else lot._mdq_get_status_reasons(status, operation)
            if reasons:
                blockers[lot.id] = reasons
        return blockers

    def _mdq_get_status_reasons(self, status, operation):
        """Return why a status bars an operation, or nothing where a signed record lets it pass. Extend."""
        return [self._mdq_get_move_refusal(status, operation)]

    def _mdq_get_move_refusal(self, status, operation):
        return self.env._(
            "Lot %(lot)s of %(product)s is %(status)s, so it cannot be %(operation)s. %(remedy)s",
            lot=self.name, product=self.product_id.display_name, status=self._mdq_get_status_words(status),
            operation=self._mdq_get_operation_words(operation), remedy=self._mdq_get_remedy(status),
        )

    def _mdq_get_status_words(self, status):
        return {
            "quarantine": self.env._("in quarantine"), "released": self.env._("released"), "hold": self.env._("on hold"),
            "rejected": self.env._("rejected"), "recalled": self.env._("recalled"), "expired": self.env._("expired"),
        }[status]

    def _mdq_get_operation_words(self, operation):
        return {
            "receive": self.env._("received"), "return_customer": self.env._("taken back from a customer"),
            "internal": self.env._("moved"), "consume": self.env._("consumed in production"),
            "ship": self.env._("shipped"), "process_out": self.env._("sent out for processing"),
            "process_in": self.env._("taken back from processing"),
            "return_supplier": self.env._("returned to the supplier"), "scrap": self.env._("scrapped"),
            "adjust": self.env._("written off by a stock count"), "unbuild": self.env._("taken apart"),
            "split": self.env._("split"), "sample": self.env._("sampled"),
        }[operation]

    def _mdq_get_remedy(self, status):
        """What would lift the refusal, and who."""
        return {
            "quarantine": self.env._(
                "A releaser who did not inspect it can release it once its inspections are accepted; a quality manager can"
                " sign a concession."
            ),
            "hold": self.env._("Quality lifts the hold with a signature; then a releaser releases the lot again."),
            "rejected": self.env._("Quality decides what happens to it; it can be returned to the supplier or scrapped."),
            "recalled": self.env._("It is part of a recall; quality decides what happens to it."),
            "expired": self.env._("Its expiration date has passed; it can be returned to the supplier or scrapped."),
            "released": "",
        }[status]
