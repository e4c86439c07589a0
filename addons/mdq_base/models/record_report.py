"""Complete copies of every quality record: one report in the Print menu of each model, and the same content as data."""

from odoo import api, models

REPORT = "mdq_base.mdq_record_report"
WIDEST = 7  # columns of a table on paper; with more, and too wide, its rows stand one under the other
LINE, NARROW, WIDE = 95, 5, 20  # letters on a line, and in a column at least and at most: longer texts are wrapped
DOWNLOAD = "action = records.action_mdq_download()"
PACKAGE = "action = records.action_mdq_inspector_export()"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _register_hook(self):
        """After an installation or update, offer the copies in the menus of the models that are new."""
        super()._register_hook()
        if self.pool.updated_modules:
            self._mdq_offer_copies()

    @api.model
    def _mdq_offer_copies(self):
        models, actions = set(self._mdq_get_copied_models()), self.env["ir.actions.server"]
        known = set(self.search([("report_name", "=like", f"{REPORT}_%")]).mapped("model"))
        for name in sorted(models - known):
            self._mdq_offer_copy(self.env["ir.model"]._get(name))
        for place, code in enumerate((DOWNLOAD, PACKAGE), 1):
            known = set(actions.search([("code", "=", code)]).mapped("model_name"))
            for name in sorted(models - known):
                self._mdq_offer_action(self.env["ir.model"]._get(name), code, place)

    @api.model
    def _mdq_get_copied_models(self):
        """Return the names of the models whose records are printed as they are: quality records that are no lines."""
        return [
            name for name, model in self.env.items()
            if hasattr(model, "get_record_copy") and not (model._abstract or model._transient or model._mdq_parent)
        ]

    def _mdq_offer_copy(self, model):
        report = self.create({
            "name": self._mdq_get_offer_name(0), "model": model.model, "report_type": "qweb-pdf", "mdq_stamped": True,
            "report_name": f"{REPORT}_{model.model.replace('.', '_')}", "binding_model_id": model.id,
            "paperformat_id": self.env.ref("mdq_base.mdq_paperformat").id,
        })
        report._mdq_name_offers(0, self._mdq_get_languages())

    def _mdq_offer_action(self, model, code, place):
        action = self.env["ir.actions.server"].create({
            "name": self._mdq_get_offer_name(place), "model_id": model.id, "binding_model_id": model.id, "state": "code", "code": code,
        })
        action._mdq_name_offers(place, self._mdq_get_languages())

    def _mdq_get_offer_name(self, place, language="en_US"):
        return self.env["base"].with_context(lang=language)._mdq_get_copy_names()[place]

    def _mdq_get_languages(self):
        return [code for code, _name in self.env["res.lang"].get_installed() if code != "en_US"]

    @api.model
    def _mdq_name_copies_anew(self, languages):
        """A language that comes later finds all that is offered without a name in it."""
        self.search([("report_name", "=like", f"{REPORT}_%")])._mdq_name_offers(0, languages)
        for place, code in enumerate((DOWNLOAD, PACKAGE), 1):
            actions = self.env["ir.actions.server"].search([("code", "=", code), ("state", "=", "code")])
            actions._mdq_name_offers(place, languages)

    def _render_template(self, template, values=None):
        """The copies of all models have one template."""
        return super()._render_template(REPORT if template.startswith(f"{REPORT}_") else template, values)


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """A new language also names what was written by code, and what fields of the ledger are called."""
        result = super()._update_translations(filter_lang, overwrite)
        if "mdq_base" in self.mapped("name"):
            languages = [filter_lang] if isinstance(filter_lang, str) else filter_lang
            reports = self.env["ir.actions.report"]
            reports._mdq_name_copies_anew([code for code in languages or reports._mdq_get_languages() if code != "en_US"])
            if self.pool.ready:  # else the registry keeps them when it is complete
                self.env["mdq.ledger.label"]._record_labels()
        return result


class Base(models.AbstractModel):
    _inherit = "base"

    def _mdq_name_offers(self, place, languages):
        """Name what is offered in these languages: the words stand in code, and no file of translations names the rows."""
        for code in languages:
            self.with_context(lang=code).write({"name": self.env["ir.actions.report"]._mdq_get_offer_name(place, code)})

    @api.model
    def _mdq_get_copy_names(self):
        return self.env._("Quality Record"), self.env._("Record as Data"), self.env._("Package for an Inspector")


class MdqAuditedMixin(models.AbstractModel):
    _inherit = "mdq.audited.mixin"

    @api.readonly
    def get_record_copy(self):
        """Return complete copies of these records as data, with the fields, lines, files, approvals and signatures that
        their print shows, labels and texts in the caller's language.

        :return: [{"model", "id", "kind", "number", "revision", "status", "company", "fields", "tables", "files",
            "approvals", "signatures"}]
        """
        self.check_access("read")
        return [record._mdq_get_copy() for record in self]

    def action_mdq_download(self):
        """Download the copies as a workbook."""
        self.check_access("read")
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "url": f"/mdq/record/{self._name}/{ids}/xlsx", "target": "self"}

    def _mdq_get_copy(self, paper=False):
        header, content = self._mdq_report_header(), self._mdq_get_content(paper=paper)
        changed = self._mdq_get_print_notes() if paper else {}
        if changed:
            self._mdq_mark(content, changed["notes"])
        for table in content["tables"] if paper else ():
            _lay_out(table)
        return {
            "model": self._name, "id": self.id, "kind": header["title"], "number": header["number"],
            "revision": header.get("revision") or "", "status": self._mdq_say(lambda r: r._mdq_get_state_label(), paper),
            "company": self._mdq_get_paper_company().name,
            **{part: content[part] for part in ("fields", "tables", "files")},
            "approvals": self._mdq_get_copied_approvals(paper), "signatures": self._mdq_get_copied_signatures(),
        }

    def _mdq_get_copied_approvals(self, paper):
        # Whoever may read the record may see how it was approved.
        requests = self.env["mdq.approval.request"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)], order="id"
        )
        return [
            {"person": decision.user_id.name, "step": decision.step_id.name, "comment": decision.comment or "",
             "decision": decision._mdq_say(lambda r: r._mdq_get_text("decision"), paper),
             "time": self._mdq_time(decision.signature_id.signed_at)}
            for decision in requests.decision_ids
        ]

    def _mdq_get_copied_signatures(self):
        return [{key: value for key, value in signed.items() if key != "qr_code"} for signed in self._mdq_get_paper_signatures()]


def _lay_out(table):
    """Say how a table stands on paper, and what of its rows: columns without any text are left out."""
    rows = table["rows"]
    said = {field["name"] for row in rows for field in row["fields"] if field["text"]} - {"company_id"}
    for row in rows:
        row["cells"] = [field for field in row["fields"] if field["name"] in said]
        for inner in row["tables"]:
            _lay_out(inner)
    nested = any(inner["rows"] for row in rows for inner in row["tables"])
    table["is_grid"] = not nested and (len(said) <= WIDEST or _get_width(rows) <= LINE)


def _get_width(rows):
    """Return how many letters wide the columns of a table are together; Chinese counts twice."""
    columns = {}
    for cell in (cell for row in rows for cell in row["cells"]):
        letters = sum(2 if character > "⺀" else 1 for character in cell["text"])
        columns[cell["name"]] = max(columns.get(cell["name"], NARROW), min(letters, WIDE))
    return sum(columns.values())
