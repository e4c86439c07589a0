from odoo import api, models
from odoo.fields import Domain

# Of several assignments of one person for one subject, the one with the highest rank is the answer.
RANKS = ("expired", "due", "stale", "overdue", "expiring", "done")


class MdqTrainingAssignment(models.Model):
    """The training matrix: people down, documents or competences across, read with a number of queries that does not grow."""

    _inherit = "mdq.training.assignment"

    @api.model
    def get_matrix(self, kind="document", filters=None):
        """Return who knows what, as far as the caller may see it.

        :param kind: "document" or "competence"
        :param filters: ids by name: {"department", "supplier", "role", …}, see `get_matrix_filters`
        :return: {"rows": [{id, name, place}], "columns": [{id, code, name, group}],
            "cells": {row id: {column id: [assignment id, status, date]}}}
        """
        subject = "competence_id" if kind == "competence" else "document_id"
        cells = self._get_matrix_cells(subject, Domain(self._get_matrix_domain(kind, filters or {})))
        columns = self.env[self._fields[subject].comodel_name].browse({key for row in cells.values() for key in row})
        return {
            "rows": self._get_matrix_rows(list(cells)),
            "columns": self._get_matrix_columns(columns.exists()),
            "cells": cells,
        }

    @api.model
    def _get_matrix_cells(self, subject, domain):
        query = self._search(domain & Domain(subject, "!=", False) & Domain("state", "in", ("open", "done")))
        today, cells = self.env.company._mdq_today(), {}
        for key, person, column, state, due, valid, earlier in self.env.execute_query(
            query.select(*(self._field_to_sql(self._table, name, query) for name in (
                "id", "person_id", subject, "state", "due_date", "valid_until", "replaces_id",
            )))
        ):
            status = self._get_status(today, state, due, valid, bool(earlier))
            row = cells.setdefault(person, {})
            if column not in row or RANKS.index(row[column][1]) < RANKS.index(status):
                row[column] = [key, status, str(due if state == "open" else valid or "")]
        return cells

    @api.model
    def _get_matrix_rows(self, person_ids):
        # The caller sees the assignments of these people; with them goes where each belongs.
        persons = self.env["res.partner"].sudo().browse(person_ids)
        employees = self.env["hr.employee"].sudo().search(  # the same
            ["|", ("work_contact_id", "in", person_ids), ("user_id.partner_id", "in", person_ids)]
        )
        departments = {}
        for employee in employees:
            for person in employee.user_id.partner_id | employee.work_contact_id:
                departments[person.id] = employee.department_id.name or ""
        rows = [{
            "id": person.id, "name": person.name or "",
            "place": departments.get(person.id) or (person.commercial_partner_id - person).name or "",
        } for person in persons]
        return sorted(rows, key=lambda row: (row["place"], row["name"]))

    @api.model
    def _get_matrix_columns(self, subjects):
        # As for the rows: the subject of an assignment that the caller sees.
        known = subjects.sudo()
        columns = [{"id": subject.id, "group": subject._get_matrix_group(), **subject._get_matrix_names()} for subject in known]
        return sorted(columns, key=lambda column: (column["group"], column["code"]))

    @api.model
    def _get_matrix_domain(self, kind, filters):
        """Return the assignments that the chosen filters leave; each narrows. Extend with `&`."""
        domain = Domain.TRUE
        known = self.env(su=True)  # who is in a department or a role is asked of the server; the answer stays under the rules
        if filters.get("department"):
            employees = known["hr.employee"].search([("department_id", "child_of", filters["department"])])
            domain &= Domain("person_id", "in", employees._mdq_get_persons().ids)
        if filters.get("supplier"):
            domain &= Domain("partner_id", "=", filters["supplier"])
        if filters.get("role"):
            domain &= Domain("person_id", "in", known["res.groups"].browse(filters["role"]).all_user_ids.partner_id.ids)
        return domain

    @api.model
    def get_matrix_filters(self):
        """Return the choices of each filter: [{name, label, choices: [[id, label]]}]. Extend."""
        known = self.env(su=True)  # names of departments, suppliers and roles, to choose from
        companies = self.env.companies.ids
        suppliers = known["mdq.training.assignment"]._read_group(
            [("company_id", "in", companies), ("partner_id.is_company", "=", True), ("person_id.user_ids.share", "=", True)],
            ["partner_id"],
        )
        roles = known["res.groups"].search([("privilege_id.category_id", "=", self.env.ref("mdq_base.module_category_mdq").id)])
        departments = known["hr.department"].search([("company_id", "in", [*companies, False])])
        return [
            _choice("department", self.env._("Department"), departments),
            _choice("role", self.env._("Role"), roles, "name"),
            _choice("supplier", self.env._("Supplier"), known["res.partner"].union(*(partner for partner, in suppliers))),
        ]


def _choice(name, label, records, field="display_name"):
    return {"name": name, "label": label, "choices": [[record.id, record[field]] for record in records]}


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    def _get_matrix_group(self):
        """Return under which heading the document stands in the matrix. Extend."""
        return self.type_id.name or ""

    def _get_matrix_names(self):
        return {"code": f"{self.code} · {self.revision}", "name": self.name or ""}


class MdqCompetence(models.Model):
    _inherit = "mdq.competence"

    def _get_matrix_group(self):
        return ""

    def _get_matrix_names(self):
        return {"code": self.code, "name": self.name or ""}
