"""Complete copies of every quality record: one report in the Print menu of each model, and the same content as data."""

from odoo import api, models

REPORT = "mdq_base.mdq_record_report"
WIDEST = 7  # columns of a table on paper; with more, its rows stand one under the other
DOWNLOAD = "action = records.action_mdq_download()"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _register_hook(self):
        """After an installation or update, offer the copies in the menus of the models that are new."""
        super()._register_hook()
        if self.pool.updated_modules:
            self._mdq_offer_copies()

    @api.model
    def _mdq_offer_copies(self):
        known = set(self.search([("report_name", "=like", f"{REPORT}_%")]).mapped("model"))
        for name in sorted(set(self._mdq_get_copied_models()) - known):
            self._mdq_offer_copy(self.env["ir.model"]._get(name))

    @api.model
    def _mdq_get_copied_models(self):
        """Return the names of the models whose records are printed as they are: quality records that are no lines."""
        return [
            name for name, model in self.env.items()
            if hasattr(model, "get_record_copy") and not (model._abstract or model._transient or model._mdq_parent)
        ]

    def _mdq_offer_copy(self, model):
        names = {code: self.env["base"].with_context(lang=code)._mdq_get_copy_names() for code in self._mdq_get_languages()}
        report = self.create({
            "name": names["en_US"][0], "model": model.model, "report_type": "qweb-pdf", "mdq_stamped": True,
            "report_name": f"{REPORT}_{model.model.replace('.', '_')}", "binding_model_id": model.id,
            "paperformat_id": self.env.ref("mdq_base.mdq_paperformat").id,
        })
        action = self.env["ir.actions.server"].create({
            "name": names["en_US"][1], "model_id": model.id, "binding_model_id": model.id, "state": "code", "code": DOWNLOAD,
        })
        for code in names:
            report.with_context(lang=code).name, action.with_context(lang=code).name = names[code]

    def _mdq_get_languages(self):
        return {"en_US", *(code for code, _name in self.env["res.lang"].get_installed())}

    def _render_template(self, template, values=None):
        """The copies of all models have one template."""
        return super()._render_template(REPORT if template.startswith(f"{REPORT}_") else template, values)


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _mdq_get_copy_names(self):
        return self.env._("Quality Record"), self.env._("Record as Data")


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
    table["is_grid"] = len(said) <= WIDEST and not nested
