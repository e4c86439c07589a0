from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ..core import limit as limit_core
from ..core.scope import Barrier


class MdqSupplierQualification(models.Model):
    """Limits of a conditional approval: so much, or for so much money, until it ends."""

    _inherit = "mdq.supplier.qualification"

    limit_quantity = fields.Float(
        "Quantity Limit", digits="Product Unit", tracking=True,
        help="The most that may be ordered until the qualification ends. 0: no limit of quantity.",
    )
    limit_uom_id = fields.Many2one("uom.uom", "Unit of the Limit", ondelete="restrict", tracking=True)
    limit_value = fields.Monetary(
        "Value Limit", currency_field="limit_currency_id", tracking=True,
        help="The most that may be ordered until the qualification ends, without taxes. 0: no limit of value.",
    )
    limit_currency_id = fields.Many2one(
        "res.currency", "Currency of the Limit", ondelete="restrict", tracking=True,
        default=lambda self: self.env.company.currency_id,
    )
    use_ids = fields.One2many("mdq.supplier.qualification.use", "qualification_id", "Ordered Under the Limit", readonly=True)
    is_limited = fields.Boolean(compute="_compute_limit")
    used_quantity = fields.Float("Quantity Ordered", digits="Product Unit", compute="_compute_limit")
    left_quantity = fields.Float("Quantity Left", digits="Product Unit", compute="_compute_limit")
    used_value = fields.Monetary("Value Ordered", currency_field="limit_currency_id", compute="_compute_limit")
    left_value = fields.Monetary("Value Left", currency_field="limit_currency_id", compute="_compute_limit")

    _limits_not_negative = models.Constraint(
        "CHECK (limit_quantity >= 0 AND limit_value >= 0)", "A limit cannot be negative. Leave it at 0 for no limit."
    )

    @api.depends("limit_quantity", "limit_value", "use_ids")
    def _compute_limit(self):
        used = self.env["mdq.supplier.qualification.use"]._get_used(self._origin)
        for record in self:
            amount, limit = used.get(record._origin.id, limit_core.Amount(0.0, 0.0)), record._get_limit()
            remaining = limit_core.left(limit, amount)
            record.is_limited = record._is_limited()
            record.used_quantity, record.used_value = amount.quantity, amount.value
            record.left_quantity, record.left_value = remaining.quantity, remaining.value

    @api.onchange("product_id", "limit_quantity")
    def _onchange_limit_uom_id(self):
        if self.limit_quantity and not self.limit_uom_id:
            self.limit_uom_id = self.product_id.uom_id

    @api.constrains("limit_quantity", "limit_uom_id", "limit_value", "limit_currency_id", "product_id")
    def _check_limit(self):
        for record in self:
            if record.limit_quantity and not record.limit_uom_id:
                raise ValidationError(self.env._("Say in which unit the quantity limit is."))
            if record.limit_value and not record.limit_currency_id:
                raise ValidationError(self.env._("Say in which currency the value limit is."))
            unit, goods = record.limit_uom_id, record.product_id
            if record.limit_quantity and goods and not unit._has_common_reference(goods.uom_id):
                raise ValidationError(self.env._(
                    "%(product)s is counted in %(own)s, which cannot be converted to %(unit)s. Choose a unit of the same kind.",
                    product=goods.display_name, own=goods.uom_id.name, unit=unit.name,
                ))

    # ------------------------------------------------------------------------------------ the limit

    def _is_limited(self):
        self.ensure_one()
        return bool(self.limit_quantity or self.limit_value)

    def _get_limit(self):
        """Return the limits of this qualification as the core knows them."""
        self.ensure_one()
        return limit_core.Limit(self.limit_quantity or None, self.limit_value or None)

    def _get_approved_state(self):
        return "conditional" if self._is_limited() else super()._get_approved_state()

    def _get_spent(self, on):
        """Return {qualification id: [barrier]} of limits that are used up on a day, with one query."""
        limited = self.filtered(lambda record: record._is_limited())
        if not limited:
            return {}
        used = self.env["mdq.supplier.qualification.use"]._get_used(limited, on)
        return {
            record.id: [record._get_spent_barrier()] for record in limited
            if limit_core.is_spent(record._get_limit(), used.get(record.id, limit_core.Amount(0.0, 0.0)))
        }

    def _get_spent_barrier(self):
        return Barrier(
            self.env._("Its limit of %s is ordered in full.", self._get_limit_words()), self._get_limit_remedy(),
            (self._name, self.id),
        )

    # ------------------------------------------------------------------------------------ in words

    def _get_limit_words(self):
        """Return the limits with unit and currency: "500 kg and 20,000.00 CNY"."""
        return self._get_amount_words(limit_core.Amount(self.limit_quantity, self.limit_value))

    def _get_amount_words(self, amount):
        """Return an amount, of the kinds that are limited here."""
        parts = []
        if self.limit_quantity:
            parts.append(f"{formatLang(self.env, amount.quantity, dp='Product Unit')} {self.limit_uom_id.name}")
        if self.limit_value:
            parts.append(f"{formatLang(self.env, amount.value, digits=self.limit_currency_id.decimal_places)}"
                         f" {self.limit_currency_id.name}")
        return self.env._("%(one)s and %(other)s", one=parts[0], other=parts[1]) if len(parts) > 1 else "".join(parts)

    def _get_limit_remedy(self):
        return self.env._(
            "A supplier quality engineer or quality manager can approve a new qualification with another limit,"
            " or a quality manager can sign a concession."
        )

    def _get_left_sentences(self, on):
        """Return {qualification id: [the limit, what is ordered of it by a day, and what is left]}, with one query."""
        limited = self.filtered(lambda record: record._is_limited())
        used = self.env["mdq.supplier.qualification.use"]._get_used(limited, on) if limited else {}
        return {record.id: [record._get_left_sentence(used.get(record.id, limit_core.Amount(0.0, 0.0)))] for record in limited}

    def _get_left_sentence(self, used):
        return self.env._(
            "Up to %(limit)s; ordered by then: %(used)s, left: %(left)s.", limit=self._get_limit_words(),
            used=self._get_amount_words(used), left=self._get_amount_words(limit_core.left(self._get_limit(), used)),
        )
