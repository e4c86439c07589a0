"""From the rows of a workbook to plans: what they mean, what is wrong with them, and what they would change."""

from dataclasses import dataclass, field

from ..core import judging, plan_sheet

LIMITS = ("nominal", "tolerance", "lower_limit", "upper_limit")
LINE = (*LIMITS, "required", "instruction")


@dataclass
class PlanRow:
    """One row: a characteristic of a plan, and what becomes of it."""

    number: int
    cells: dict
    vals: dict = field(default_factory=dict)  # of the plan line
    problems: list = field(default_factory=list)
    effects: list = field(default_factory=list)
    kind: str = "same"


@dataclass
class PlanGroup:
    """The rows of one plan, the plan that they start from, and the values of its head."""

    code: str
    rows: list
    base: object = None
    vals: dict = field(default_factory=dict)

    @property
    def problems(self):
        return [problem for row in self.rows for problem in row.problems]


class PlanSheetReader:
    """Looks up, with a few queries for all rows, what the words of a workbook stand for."""

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.plans, self.lines = env["mdq.inspection.plan"], env["mdq.inspection.plan.line"]

    def read(self, rows):
        rows = [PlanRow(number, cells) for number, cells in rows]
        self._index(rows)
        groups = {}
        for row in rows:
            groups.setdefault(str(row.cells["plan"] or ""), []).append(row)
        return [self._read_group(PlanGroup(code, own)) for code, own in groups.items()]

    # -------------------------------------------------------------------------------------- lookup

    def _index(self, rows):
        def said(key):
            return list({str(row.cells[key]) for row in rows if row.cells[key] is not None})

        company = [("company_id", "=", self.company.id)]
        plans = self.plans.search([*company, ("code", "in", said("plan")), ("state", "in", ("draft", "in_review", "effective"))],
                                  order="revision desc")
        self.bases = {code: found[0] for code, found in plans.grouped("code").items()}
        codes = said("characteristic")
        self.characteristics = self.env["mdq.characteristic"].search([*company, ("code", "in", codes)]).grouped("code")
        products = self.env["product.product"].search(["|", ("default_code", "in", said("product")), ("name", "in", said("product"))])
        categories = self.env["product.category"].search(
            ["|", ("complete_name", "in", said("category")), ("name", "in", said("category"))])
        self.tables = {
            "product": (products.filtered("default_code").grouped("default_code"), products.grouped("name")),
            "category": (categories.grouped("complete_name"), categories.grouped("name")),
            "process": (self.env["mdq.process"].search([*company, ("code", "in", said("process"))]).grouped("code"),),
            "partner": (self.env["res.partner"].search([
                ("parent_id", "=", False), ("name", "in", said("partner")), ("company_id", "in", (False, self.company.id)),
            ]).grouped("name"),),
            "picking_type": (self.env["stock.picking.type"].search([*company, ("name", "in", said("picking_type"))]).grouped("name"),),
        }
        self.fields = {"product": "product_id", "category": "categ_id", "process": "process_id", "partner": "partner_id",
                       "picking_type": "picking_type_id"}

    # --------------------------------------------------------------------------------------- plans

    def _read_group(self, group):
        group.base = self.bases.get(group.code, self.plans)
        first = group.rows[0]
        if not group.code:
            first.problems.append(self.env._("No plan code stands in this row."))
        if group.base.state == "in_review":
            first.problems.append(self.env._("%s is in review. Take it back to draft first, or wait until it is decided.", group.base.display_name))
        self._read_head(group, first)
        for row in group.rows:
            self._read_line(row)
        self._check_together(group)
        if not group.problems:
            self._tell(group)
        return group

    def _read_head(self, group, first):
        for key in plan_sheet.SCOPE:
            group.vals[self.fields[key]] = self._find(first, key)
        for key in plan_sheet.SETTINGS:
            if first.cells[key] is not None:
                self._take_setting(group, first, key)
        if not group.base and not first.cells["title"]:
            first.problems.append(self.env._("%s would be a new plan: give its title.", group.code))

    def _find(self, row, key):
        said = row.cells[key]
        if said is None:
            return False
        found = next((table[str(said)] for table in self.tables[key] if str(said) in table), ())
        if len(found) != 1:
            names = {"what": self._label(key), "text": said, "count": len(found)}
            row.problems.append(
                self.env._("%(what)s “%(text)s” is not unique: there are %(count)s.", **names) if found
                else self.env._("%(what)s “%(text)s” is not known.", **names))
            return False
        return found.id

    def _take_setting(self, group, row, key):
        name, said = {"title": "name"}.get(key, key), row.cells[key]
        kind = self.plans._fields[name]
        if kind.type == "selection":
            value = self._find_choice(kind, said)
        elif kind.type in ("integer", "float"):
            value = self._find_number(kind, said)
        else:
            value = str(said)
        if value is None:
            row.problems.append(self.env._("%(what)s: “%(text)s” is not taken here.", what=self._label(key), text=said))
        else:
            group.vals[name] = value

    def _find_choice(self, kind, said):
        """Return the value of a choice by its key or its label in either language; numbers count by what they are."""
        words = plan_sheet.words_of([said])
        for lang in filter(None, ("en_US", self.env["res.lang"]._get_data(code="zh_CN") and "zh_CN")):
            for value, label in kind._description_selection(self.plans.with_context(lang=lang).env):
                if words[0] in plan_sheet.words_of([value, label]) or self._number(value) == self._number(said):
                    return value
        return None

    def _find_number(self, kind, said):
        try:
            number = judging.parse(said)
        except ValueError:
            return None
        whole = number == number.to_integral_value()
        return None if kind.type == "integer" and not whole else (int(number) if kind.type == "integer" else float(number))

    def _label(self, key):
        return self.plans._fields[{"title": "name", **self.fields}.get(key, key)]._description_string(self.env)

    # --------------------------------------------------------------------------------------- lines

    def _read_line(self, row):
        code = str(row.cells["characteristic"] or "")
        found = self.characteristics.get(code, self.env["mdq.characteristic"])
        if not found:
            row.problems.append(self.env._("Characteristic “%s” is not known. Make it in the library first.", code))
        required = plan_sheet.yes(row.cells["required"])
        if required is None:
            row.problems.append(self.env._("Required is yes or no, not “%s”.", row.cells["required"]))
        row.vals = {key: str(row.cells[key]) if row.cells[key] is not None else False for key in (*LIMITS, "instruction")}
        row.vals.update(characteristic_id=found.id, required=required)
        if row.vals["tolerance"]:  # the limits follow from it
            row.vals = {key: value for key, value in row.vals.items() if value or key not in ("lower_limit", "upper_limit")}

    def _check_together(self, group):
        head, seen = group.rows[0].cells, {}
        for row in group.rows:
            differing = [key for key in (*plan_sheet.SCOPE, *plan_sheet.SETTINGS) if row.cells[key] not in (None, head[key])]
            if differing:
                row.problems.append(self.env._("%(what)s differs from row %(row)s of the same plan.",
                                               what=self._label(differing[0]), row=group.rows[0].number))
            twin = seen.setdefault(row.vals["characteristic_id"], row)
            if twin is not row and row.vals["characteristic_id"]:
                row.problems.append(self.env._("The same characteristic stands in row %s.", twin.number))

    # ------------------------------------------------------------------------------------- effects

    def _tell(self, group):
        """Say what the rows change against the plan they start from."""
        lines = {line.characteristic_id.id: line for line in group.base.line_ids}
        group.rows[0].effects += self._tell_head(group)
        for row in group.rows:
            line = lines.pop(row.vals["characteristic_id"], self.lines)
            changes = [self._say_change(line, key, row.vals[key]) for key in LINE if key in row.vals and not self._is_same(line, key, row.vals[key])]
            row.kind = "change" if line and changes else "same" if line else "new"
            row.effects += changes if line else [self.env._("adds the characteristic")]
        if lines:
            group.rows[0].effects.append(self.env._("takes out: %s", ", ".join(line.display_name for line in lines.values())))
            group.rows[0].kind = "change"

    def _tell_head(self, group):
        base = group.base
        if not base:
            return [self.env._("new plan %s", group.code)]
        start = self.env._("changes the draft %s", base.display_name) if base.state == "draft" else self.env._(
            "next revision of %s", base.display_name)
        return [start, *(self._say_change(base, name, value) for name, value in group.vals.items() if not self._is_same(base, name, value))]

    def _is_same(self, record, name, value):
        old = record[name]
        if record._fields[name].type == "many2one":
            return old.id == value
        if name in ("nominal", "lower_limit", "upper_limit"):
            return self._number(old) == self._number(value)
        return (old or False) == (value or False)

    def _number(self, text):
        try:
            return judging.parse(text)
        except ValueError:
            return text

    def _say_change(self, record, name, value):
        kind = record._fields[name]
        new = self.env[kind.comodel_name].browse(value or ()).display_name if kind.type == "many2one" else value
        return f"{kind._description_string(self.env)}: {record._mdq_get_text(name) or '–'} → {new or '–'}"

    # --------------------------------------------------------------------------------------- apply

    def apply(self, group):
        """Make the draft that the rows of one plan describe; return it."""
        base = group.base
        if not base:
            draft = self.plans.create({**group.vals, "code": group.code, "company_id": self.company.id})
        else:
            draft = base if base.state == "draft" else base._copy_as_next_revision()
            changed = {name: value for name, value in group.vals.items() if not self._is_same(draft, name, value)}
            draft.write(changed)
        self._apply_lines(draft, group.rows)
        return draft

    def _apply_lines(self, draft, rows):
        lines = {line.characteristic_id.id: line for line in draft.line_ids}
        for place, row in enumerate(rows, 1):
            line = lines.pop(row.vals["characteristic_id"], None)
            vals = {key: value for key, value in row.vals.items() if not line or key == "characteristic_id" or not self._is_same(line, key, value)}
            if not line:
                self.lines.create({**vals, "plan_id": draft.id, "sequence": 10 * place})
            elif set(vals) - {"characteristic_id"}:
                line.write({key: value for key, value in vals.items() if key != "characteristic_id"})
        self.lines.concat(*lines.values()).unlink()
