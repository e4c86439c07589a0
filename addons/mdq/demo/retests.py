"""What lies in stock for long is looked at again."""

from .stage import translate


def build(stage):
    """The seal of pouches is tested twice a year as long as they are kept; a new adhesive is watched more closely."""
    _schedule(stage, "pouch", "Seal of pouches in stock, twice a year", "库存无菌屏障袋封口，每半年复验",
              interval_number=6, interval_unit="months", lead_days=14)  # fmt: skip
    _schedule(stage, "label", "New adhesive of the UDI labels, every two weeks", "UDI标签新胶水，每两周复验",
              interval_number=2, interval_unit="weeks", lead_days=14, stops=False).with_env(stage.as_("inspector")).action_open_now()  # fmt: skip


def _schedule(stage, product, name, chinese, **values):
    schedule = stage.name(f"schedule_{product}", stage.as_("engineer")["mdq.inspection.schedule"].create({
        "name": name, "product_id": stage.product(product).id, **values,
    }))  # fmt: skip
    translate(schedule, "name", chinese)
    return schedule
