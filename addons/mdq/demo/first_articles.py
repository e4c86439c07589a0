"""First articles: one that was accepted, and one of a new length that waits for the paper of its material."""

from odoo.fields import Command

from . import flow
from .stage import CREDENTIAL


def accepted(stage, lot):
    """A new machine whirls the thread: the engineer asks for a first article, and accepts what the inspector measured."""
    inspection = stage.as_("engineer")["mdq.inspection"].search([("lot_id", "=", lot.id), ("state", "=", "open")])
    article = stage.as_("engineer")["mdq.first.article"].browse(inspection.action_first_article()["res_id"])
    article.reason = "New whirling machine at the supplier. 供方启用新的旋风铣机床。"
    stage.name("first_article", _prove_material(article, "TI6-2610-H3"))
    flow.inspect(stage, lot)
    article.with_env(stage.as_("inspector")).action_submit()
    article.with_env(stage.as_("quality_manager")).accept(CREDENTIAL, "All characteristics proven. 全部特性符合。")
    flow.release(stage, lot)


def under_way(stage):
    """The new length: measured, and the certificate of the material is still on its way."""
    order = flow.buy(stage, "hongda", "screw_longer", 50)
    lot = stage.name("lot_longer", flow.receive(stage, order.picking_ids, "SM-261124"))
    flow.inspect(stage, lot, L=["20.03", "19.96", "20.01", "20.05", "19.98"])
    article = stage.as_("engineer")["mdq.first.article"].search([("lot_id", "=", lot.id)])
    article.reason = "New length 20 mm. 新增长度20 mm。"
    article.action_refresh()
    stage.name("first_article_longer", _ask_material(article))
    # The second delivery waits for the same first article, and for its own inspection.
    order = flow.buy(stage, "hongda", "screw_longer", 80)
    stage.name("lot_longer_waiting", flow.receive(stage, order.picking_ids, "SM-261126"))


def _ask_material(article, **values):
    article.item_ids = [Command.create({
        "kind": "material", "name": "Ti-6Al-4V ELI", "specification": "ISO 5832-3 / GB/T 13810",
        "supplier": "Baoji Taitan 宝鸡泰坦", **values,
    })]  # fmt: skip
    return article


def _prove_material(article, heat):
    """The mill certificate is there, and so is the report on the process."""
    _ask_material(article, certificate=f"MC-{heat}", is_proven=True)
    article.item_ids.filtered(lambda item: item.kind == "process").write({"is_proven": True, "certificate": "PR-2611"})
    return article
