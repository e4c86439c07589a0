from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.sql import column_exists, create_column

MOVED_BY_MOVES_ONLY = {"product_id", "lot_id", "location_id", "quantity", "package_id", "owner_id"}
COUNTED = {"inventory_quantity", "inventory_quantity_auto_apply"}


class OnlyStatuses(frozenset):
    """The statuses that a reservation may take. It only ever narrows, and no caller can send an object of this class."""

    production_released = False  # whether it may also take lots in quarantine that have their production release

    def get_domain(self):
        allowed = Domain("mdq_status", "in", [False, *self])
        if not self.production_released:
            return allowed
        return allowed | (Domain("mdq_status", "=", "quarantine") & Domain("lot_id.mdq_production_release_id", "!=", False))


class StockQuant(models.Model):
    _inherit = "stock.quant"

    mdq_status = fields.Selection(
        related="lot_id.mdq_status", store=True, string="Quality Status", groups="base.group_user"
    )

    def _auto_init(self):
        """The column exists before the ORM sees it, so that no existing stock is computed: no lot has a status yet."""
        if not column_exists(self.env.cr, "stock_quant", "mdq_status"):
            create_column(self.env.cr, "stock_quant", "mdq_status", "varchar")
        return super()._auto_init()

    def _get_gather_domain(self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False):
        domain = super()._get_gather_domain(product_id, location_id, lot_id, package_id, owner_id, strict)
        only = self.env.context.get("mdq_only_statuses")
        if not isinstance(only, OnlyStatuses):
            return domain
        domain = Domain.AND([domain, only.get_domain()])
        if "expired" not in only:
            domain &= Domain("expiration_date", "=", False) | Domain("expiration_date", ">", fields.Datetime.now())
        return domain

    # Stock of controlled products changes by movements, which pass the gate; not by editing quants over RPC.

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._mdq_without_default_quantity(vals_list)
        if not self.env.su:
            default = self.default_get(["product_id"]).get("product_id")
            products = {vals.get("product_id", default) for vals in vals_list if vals.get("quantity")}
            self._mdq_refuse_editing(self.env["product.product"].browse(filter(None, products)))
        return super().create(vals_list)

    @api.model
    def _mdq_without_default_quantity(self, vals_list):
        """A quantity that is not said is none: a caller may send a default in the context, or keep one of his own."""
        counts = COUNTED if self._is_inventory_mode() else set()  # a count names no quantity
        return [vals if counts & vals.keys() else {"quantity": 0, **vals} for vals in vals_list]

    def write(self, vals):
        if not self.env.su and not MOVED_BY_MOVES_ONLY.isdisjoint(vals):
            self._mdq_refuse_editing(self.product_id)
        return super().write(vals)

    def _mdq_refuse_editing(self, products):
        controlled = products.filtered("mdq_controlled")
        if controlled:
            raise UserError(self.env._(
                "Stock of %(product)s is controlled: it changes by transfers, orders and counts only, as these check the"
                " status of the lot.", product=controlled[0].display_name,
            ))
