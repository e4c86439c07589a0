"""From the rows of an approved-supplier list to drafts of qualifications."""

from collections import defaultdict
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from ..core import approved_list, identifier
from ..core import scope as scope_core


@dataclass
class Row:
    """One row: what it says, what it was found to mean, and what is wrong with it."""

    number: int
    cells: dict
    vals: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    is_new: bool = False

    @property
    def supplier(self):
        return str(self.cells["supplier"] or "")

    @property
    def uscc(self):
        return str(self.cells["uscc"] or "").replace(" ", "").upper()

    @property
    def scope(self):
        return " · ".join(str(self.cells[key]) for key in ("process", "product", "category", "site") if self.cells[key])


class ApprovedListReader:
    """Looks up, with a few queries for all rows, what the words of a list stand for."""

    def __init__(self, wizard):
        self.wizard, self.env, self.company = wizard, wizard.env, wizard.company_id
        self.today = wizard.company_id._mdq_today()
        self.china = self.env.ref("base.cn")

    def read(self, rows):
        rows = [Row(number, cells) for number, cells in rows]
        self._index(rows)
        for row in rows:
            for read in (self._read_partner, self._read_site, self._read_goods, self._read_dates, self._read_limits):
                read(row)
        self._check_names(rows)
        self._check_overlaps(rows)
        return rows

    def prepare(self, rows):
        """Return the values of the drafts; suppliers that are new are made now, each once."""
        made = {}
        for row in rows:
            if row.is_new and row.supplier not in made:
                made[row.supplier] = self.env["res.partner"].create({
                    "name": row.supplier, "vat": row.uscc or False, "is_company": True, "supplier_rank": 1,
                    "country_id": not identifier.check("CN", row.uscc) and self.china.id,
                })
        return [{**row.vals, "partner_id": made[row.supplier].id if row.is_new else row.vals["partner_id"]} for row in rows]

    # -------------------------------------------------------------------------------------- lookup

    def _index(self, rows):
        def said(key):
            return list({str(row.cells[key]) for row in rows if row.cells[key]})

        partners = self.env["res.partner"].search([
            ("parent_id", "=", False), "|", ("name", "in", said("supplier")), ("vat", "in", list({row.uscc for row in rows if row.uscc})),
            ("company_id", "in", (False, self.company.id)),
        ])
        products = self.env["product.product"].search(["|", ("default_code", "in", said("product")), ("name", "in", said("product"))])
        self.by_name, self.by_uscc = partners.grouped("name"), partners.filtered("vat").grouped(lambda partner: partner.vat.upper())
        places = partners | self.env["res.partner"].search([("id", "child_of", partners.ids)])
        self.places = places.filtered(lambda place: place == place._mdq_get_site()).grouped("commercial_partner_id")
        self.processes = self.env["mdq.process"].search([("company_id", "=", self.company.id)]).grouped("code")
        self.by_code, self.by_product_name = products.filtered("default_code").grouped("default_code"), products.grouped("name")
        categories = self.env["product.category"].search([])
        self.categories, self.category_names = categories.grouped("complete_name"), categories.grouped("name")
        self.units, self.currencies = self.env["uom.uom"].search([]).grouped("name"), self.env["res.currency"].search([]).grouped("name")

    def _read_partner(self, row):
        if not row.supplier:
            row.problems.append(self.env._("No supplier is named."))
            return
        found = self.by_uscc.get(row.uscc) if row.uscc else None
        if found and row.supplier not in found.mapped("name"):
            row.problems.append(self.env._("Number %(number)s belongs to %(partner)s.", number=row.uscc, partner=found[0].name))
            return
        found = found or self.by_name.get(row.supplier)
        if not found:
            row.is_new = True
            if not self.wizard.create_partners:
                row.problems.append(self.env._("Supplier “%s” is not known. Correct the name, or let unknown suppliers be created.", row.supplier))
            elif identifier.check("CN", row.uscc) == "checksum":
                row.problems.append(self.env["res.partner"]._mdq_get_number_problem(row.uscc, self.china))
        elif len(found) > 1:
            row.problems.append(self.env._("%(count)s suppliers are called “%(name)s”. Give the number (USCC) of the one that is meant.",
                                           count=len(found), name=row.supplier))
        else:
            row.vals["partner_id"] = found.id

    def _read_site(self, row):
        name = row.cells["site"]
        if not name or not row.vals.get("partner_id"):
            if name and row.is_new:
                row.problems.append(self.env._("A new supplier has no sites yet. Create it with its sites first, or leave the site empty."))
            return
        partner = self.env["res.partner"].browse(row.vals["partner_id"])
        found = self.places.get(partner, partner).filtered(lambda place: str(name) in (place.name, place.city))
        self._take(row, "site_id", found, self.env._("Site “%(site)s” of %(partner)s", site=name, partner=partner.name))

    def _read_goods(self, row):
        cells = row.cells
        labels = {
            "process": self.env._("Process “%s”", cells["process"]),
            "product": self.env._("Product “%s”", cells["product"]),
            "category": self.env._("Product category “%s”", cells["category"]),
        }
        tables = {"process": (self.processes,), "product": (self.by_code, self.by_product_name),
                  "category": (self.categories, self.category_names)}
        names = {"process": "process_id", "product": "product_id", "category": "categ_id"}
        for key, label in labels.items():
            if cells[key]:
                found = next((table[str(cells[key])] for table in tables[key] if str(cells[key]) in table), ())
                self._take(row, names[key], found, label)
        if not any(cells[key] for key in ("process", "product", "category")):
            row.problems.append(self.env._("Name a process, a product or a product category: this row would cover everything."))
        if cells["product"] and cells["category"]:
            row.problems.append(self.env._("Name a product or a product category, not both."))

    def _take(self, row, name, found, label):
        if len(found) == 1:
            row.vals[name] = found.id
        elif found:
            row.problems.append(self.env._("%(what)s is not unique: there are %(count)s.", what=label, count=len(found)))
        else:
            row.problems.append(self.env._("%s is not known.", label))

    # ------------------------------------------------------------------------------- dates, limits

    def _read_dates(self, row):
        labels = {
            "valid_from": self.env._("Valid from"),
            "valid_to": self.env._("Valid until"),
        }
        for key, label in labels.items():
            if row.cells[key] is None:
                continue
            day = approved_list.as_date(row.cells[key])
            if not day:
                row.problems.append(self.env._("%(label)s: “%(text)s” is not a date. Write it as 2026-01-31.", label=label, text=row.cells[key]))
            row.vals[key] = day
        begin = row.vals.setdefault("valid_from", self.today)
        end = row.vals.setdefault("valid_to", begin and begin + relativedelta(years=3, days=-1))
        if begin and end and begin > end:
            row.problems.append(self.env._("It ends (%(end)s) before it begins (%(begin)s).", begin=begin, end=end))
        row.vals.update({key: str(row.cells[key] or "") or False for key in ("conditions", "basis")})

    def _read_limits(self, row):
        labels = {
            "limit_quantity": self.env._("Quantity limit"),
            "limit_value": self.env._("Value limit"),
        }
        for key, label in labels.items():
            number = approved_list.as_number(row.cells[key])
            if number is None or number < 0:
                row.problems.append(self.env._("%(label)s: “%(text)s” is not an amount.", label=label, text=row.cells[key]))
            row.vals[key] = number or 0.0
        if row.vals["limit_quantity"]:
            self._take(row, "limit_uom_id", self.units.get(str(row.cells["unit"]), ()), self.env._("Unit “%s”", row.cells["unit"] or ""))
        if row.vals["limit_value"]:
            self._take(row, "limit_currency_id", self.currencies.get(str(row.cells["currency"]), ()),
                       self.env._("Currency “%s”", row.cells["currency"] or ""))
        self._check_unit(row)

    def _check_unit(self, row):
        product = self.env["product.product"].browse(row.vals.get("product_id", ()))
        unit = self.env["uom.uom"].browse(row.vals.get("limit_uom_id", ()))
        if product and unit and not unit._has_common_reference(product.uom_id):
            row.problems.append(self.env._(
                "%(product)s is counted in %(own)s, which cannot be converted to %(unit)s. Choose a unit of the same kind.",
                product=product.display_name, own=product.uom_id.name, unit=unit.name))

    # ------------------------------------------------------------------------------ rows together

    def _check_names(self, rows):
        """A number stands for one supplier in the whole file."""
        names = defaultdict(set)
        for row in rows:
            if row.uscc:
                names[row.uscc].add(row.supplier)
        for row in rows:
            if len(names.get(row.uscc, ())) > 1:
                row.problems.append(self.env._("Number %(number)s stands with several names: %(names)s.", number=row.uscc,
                                               names=", ".join(sorted(names[row.uscc]))))

    def _check_overlaps(self, rows):
        """Two rows for one scope at one time, or a row for what is approved already, could never both be approved."""
        good = [row for row in rows if not row.problems]
        in_force = self._get_in_force(good)
        for place, row in enumerate(good):
            scope = self._get_scope(row)
            for earlier in good[:place]:
                if earlier.supplier == row.supplier and scope_core.overlap(scope, self._get_scope(earlier)):
                    row.problems.append(self.env._("The same scope and time as row %s.", earlier.number))
            for record in in_force.get(row.vals.get("partner_id"), ()):
                if scope_core.overlap(scope, record._get_scope()):
                    row.problems.append(self.env._("Approved already by %s for some of this time.", record.name))

    def _get_in_force(self, rows):
        # What is in force counts, whatever the caller may read of it.
        records = self.env["mdq.supplier.qualification"].sudo().search([
            ("company_id", "=", self.company.id), ("state", "in", ("approved", "conditional", "suspended")),
            ("partner_id", "in", [row.vals["partner_id"] for row in rows if "partner_id" in row.vals]),
        ])
        return {partner.id: found for partner, found in records.grouped("partner_id").items()}

    def _get_scope(self, row):
        keys = {"site": "site_id", "process": "process_id", "product": "product_id", "category": "categ_id"}
        return scope_core.Scope(0, row.vals["valid_from"], row.vals["valid_to"], **{key: row.vals.get(name) for key, name in keys.items()})
