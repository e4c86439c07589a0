"""What asks for a quality agreement: processes, products and categories carry the same mark, and the day since when.

Quality alone takes the mark away again; the times in which it stood are kept, so that past days keep their answer.
"""

import dataclasses
import datetime

from odoo import fields
from odoo.exceptions import AccessError, ValidationError

from ..core import mark
from .product_template import ROLES

MARKS = {"mdq_needs_agreement", "mdq_needs_agreement_since"}
PAST = "mdq_agreement_past"


@dataclasses.dataclass(frozen=True)
class Mark:
    """The mark of a process or a category: since when it stands, when it stood before, and whether the category has a grade."""

    since: datetime.date | None
    past: str | None = None
    is_graded: bool = False

    def stood(self, on):
        return mark.stood(self.since, self.past, on)


def is_demanded(marks, number, on):
    """Whether the mark of a process, by its id, stood on a day."""
    return number in marks and marks[number].stood(on)


def is_demanded_for_goods(marks, product, grade, categories, on):
    """Whether goods ask for it: they themselves, or the nearest category above that had the mark or a grade of its own.

    :param marks: of the categories, with their grades of that day; `categories` are their ids, from the nearest upwards
    :param grade: of the goods themselves on that day, if any
    """
    if product and mark.stood(product.mdq_needs_agreement_since, product.mdq_agreement_past, on):
        return True
    if grade:
        return False
    nearest = next((number for number in categories if number in marks and (marks[number].is_graded or marks[number].stood(on))), None)
    return is_demanded(marks, nearest, on)


def stamp(records):
    """Keep the day on which the mark was set, and, when it is taken off, the time in which it stood."""
    today = records.env.company._mdq_today()
    for record in records:
        since, past = record.mdq_needs_agreement_since, record.mdq_agreement_past
        ends = since and not record.mdq_needs_agreement
        record.mdq_agreement_past = (mark.taken_off(past or "", since, today) if ends else past) or False
        record.mdq_needs_agreement_since = (since or today) if record.mdq_needs_agreement else False


def mark_graded(records):
    """Material of grade A is bought under an agreement; of other grades where somebody says so."""
    for record in records:
        record.mdq_needs_agreement = record.mdq_needs_agreement or record.mdq_grade == "A"


def check_dated(records, vals):
    """Refuse to tell past days otherwise: the day moves only while it is ahead, and the times before are kept by the server alone."""
    if PAST in vals:
        raise ValidationError(records.env._("When an agreement was needed before is kept by itself, and is not changed."))
    if "mdq_needs_agreement_since" not in vals:
        return
    today, day = records.env.company._mdq_today(), fields.Date.to_date(vals["mdq_needs_agreement_since"])
    for record in records:
        since = record.mdq_needs_agreement_since
        if day != since and ((since and since <= today) or not day or day < today):
            raise ValidationError(records.env._(
                "%s: what was asked on past days stays as it was. The day moves only while it is ahead, and not into the past.",
                record.display_name))


def check_kept(records, vals):
    """Refuse to let go of a demand for who is not of quality."""
    user = records.env.user
    if any(user.has_group(group) for group in ROLES):
        return
    for record in records:
        ends = record.mdq_needs_agreement and (not vals.get("mdq_needs_agreement", True) or "mdq_needs_agreement_since" in vals)
        eases = record.mdq_grade and vals.get("mdq_grade", record.mdq_grade) != record.mdq_grade
        if ends or eases:
            raise AccessError(records.env._(
                "%s is bought under a quality agreement or graded. Only a quality engineer, a supplier quality engineer or an"
                " administrator of device quality changes that.", record.display_name,
            ))
