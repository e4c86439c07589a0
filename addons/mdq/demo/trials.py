"""A supplier who may try: approved on conditions, for so many pieces and so much money."""

from datetime import timedelta

from .stage import CREDENTIAL


def build(stage):
    today = stage.env.company._mdq_today()
    trial = stage.as_("sqe")["mdq.supplier.qualification"].create({
        "partner_id": stage.ref("partner_hongda").id,
        "process_id": stage.ref("process_packing").id,
        "valid_from": today - timedelta(days=12),
        "valid_to": today + timedelta(days=108),
        "limit_quantity": 500,
        "limit_uom_id": stage.env.ref("uom.product_uom_unit").id,
        "limit_value": 20000,
        "limit_currency_id": stage.env.company.currency_id.id,
        "conditions": "Trial: clean room class confirmed, each lot inspected in full. 试用：洁净室级别已确认，每批全检。",
        "basis": "Clean room audit, two sample lots. 洁净室审核、两批样品。",
    })  # fmt: skip
    stage.name("qualification_trial_packing", trial)
    trial.with_env(stage.as_("quality_manager")).approve(CREDENTIAL)
