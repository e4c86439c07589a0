"""When a first article is needed: at the first delivery of a product from a supplier, and when plan or drawing changed."""

from odoo import api, models
from odoo.exceptions import UserError

COUNTED = ("iqc", "ipqc", "fqc")


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    @api.model_create_multi
    def create(self, vals_list):
        inspections = super().create(vals_list)
        products = inspections.product_id.filtered(lambda product: product._mdq_asks_first_article())
        asking = inspections.filtered(lambda each: each.point in COUNTED and each.product_id in products) if products else products
        if asking:
            # Whoever receives goods opens what the product asks for.
            self.env["mdq.first.article"].sudo().with_context(tracking_disable=False)._open_for(asking.sudo())
        return inspections

    def _add_lines(self, lines, quantity):
        """Lots that join an inspection wait for what its lots wait for."""
        result = super()._add_lines(lines, quantity)
        # Whoever receives more adds to what the product asks for.
        waiting = self.env["mdq.first.article"].sudo().search([("lot_ids", "in", self.lot_id.ids), ("state", "in", ("open", "submitted"))])
        for article in waiting:
            article._write_guarded({"lot_ids": [(4, lot.id) for lot in self.lot_ids]})
        return result

    def _get_article_key(self):
        return self.company_id.id, self.product_id.id, self.partner_id.commercial_partner_id.id, self.process_id.id

    def action_first_article(self):
        """Open the first article that rests on this inspection; make it where there is none."""
        self.ensure_one()
        articles = self.env["mdq.first.article"]
        article = articles.search([("inspection_id", "=", self.id), ("state", "!=", "cancelled")], limit=1)
        if not article:
            articles.check_access("create")
            article = articles.create(articles._prepare_vals(self, "manual", *articles._find_known(self)[self._get_article_key()][2:]))
        return {"type": "ir.actions.act_window", "res_model": articles._name, "res_id": article.id, "views": [(False, "form")]}


class MdqFirstArticle(models.Model):
    _inherit = "mdq.first.article"

    @api.model
    def _open_for(self, inspections):
        """Open first articles for inspections whose product asks, one for each key; lots that come meanwhile wait for the same."""
        known, new, joining = self._find_known(inspections), {}, {}
        for inspection in inspections:
            key = inspection._get_article_key()
            is_proven, waiting, baseline, drawings = known[key]
            if waiting:
                joining.setdefault(waiting, []).append(inspection)
            elif key in new:
                new[key].append(inspection)
            elif not is_proven:
                new[key] = [inspection]
        articles = self.create([
            self._prepare_vals(own[0], self._get_cause(known[key][2]), *known[key][2:]) for key, own in new.items()])
        for article, own in [*joining.items(), *zip(articles, new.values(), strict=True)]:
            article._write_guarded({"lot_ids": [(4, lot.id) for inspection in own for lot in inspection.lot_ids]})
        articles._tell_engineers()

    @api.model
    def _find_known(self, inspections):
        """Return {key: (whether it is proven, the first article under way, the newest one decided, the drawings)}."""
        # What was proven counts, whatever the caller may read of it.
        articles = self.sudo().search([("product_id", "in", inspections.product_id.ids), ("state", "!=", "cancelled")], order="id desc")
        by_key = articles.grouped(lambda article: article._get_key())
        drawings = self._find_drawings(inspections.product_id)
        found = {}
        for inspection in inspections:
            key = inspection._get_article_key()
            if key not in found:
                own = by_key.get(key, self.browse())
                found[key] = self._get_known(own, drawings.filtered(lambda each, i=inspection: i.product_id in each.product_ids))
        return found

    @api.model
    def _get_known(self, articles, drawings):
        waiting = articles.filtered(lambda article: article.state in ("open", "submitted"))
        newest = (articles - waiting)[:1]
        return newest.state == "accepted" and newest.drawing_ids == drawings, waiting[:1], newest, drawings

    @api.model
    def _find_drawings(self, products):
        """Return the effective drawings of these products."""
        # Which drawing is in force does not depend on who receives the parts.
        return self.env["mdq.document"].sudo().search([
            ("state", "=", "effective"), ("product_ids", "in", products.ids),
            ("type_id", "=", self.env.ref("mdq_document.mdq_document_type_drawing").id),
        ])

    @api.model
    def _get_cause(self, baseline):
        return {False: "first", "outdated": "plan", "rejected": "rejected"}.get(baseline.state, "drawing")

    @api.model
    def _prepare_vals(self, inspection, cause, baseline, drawings):
        is_partial = bool(baseline) and cause != "manual"
        return {
            "inspection_id": inspection.id, "cause": cause, "kind": "partial" if is_partial else "full", "baseline_id": baseline.id,
            "drawing_ids": [(6, 0, drawings.ids)],
        }

    def action_next(self):
        """Open the first article that follows this rejected one; make it on the newest inspection of the lot."""
        self.ensure_one()
        inspection = self._get_next_inspection()
        article = self.search([("inspection_id", "=", inspection.id), ("state", "not in", ("rejected", "cancelled"))], limit=1)
        if not article:
            self.check_access("create")
            article = self.create(self._prepare_vals(inspection, "rejected", self, self._find_drawings(self.product_id)))
            article._follow(self)
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": article.id, "views": [(False, "form")]}

    def _get_next_inspection(self):
        if self.state != "rejected":
            raise UserError(self.env._("%s is not rejected, so none follows it.", self.name))
        inspections = self.inspection_id.search([("lot_id", "=", self.lot_id.id), ("state", "!=", "cancelled"), ("point", "in", COUNTED)])
        return inspections.filtered(lambda each: each._get_article_key() == self._get_key()).sorted("id")[-1:] or self.inspection_id

    def _follow(self, rejected):
        """What waited for the rejected one waits for this one, and shows what was missing there."""
        self._write_guarded({"lot_ids": [(4, lot.id) for lot in rejected.lot_ids]})
        self.item_ids.unlink()
        for item in rejected.item_ids.filtered(lambda each: not each.is_proven):
            item.copy({"article_id": self.id})

    def _tell_engineers(self):
        """Extended by what tells people of work: the list of first articles to do is the work list."""

    @api.model
    def _outdate(self, articles, reason):
        """Accepted first articles no longer prove what is asked now: the next delivery needs another one. For the server's own code."""
        accepted = articles.filtered(lambda article: article.state == "accepted")
        if accepted:
            accepted._move_to("outdated", reason)
            accepted._message_log_batch(bodies=dict.fromkeys(accepted.ids, reason))


class MdqInspectionPlan(models.Model):
    _inherit = "mdq.inspection.plan"

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        self._outdate_first_articles()

    def _outdate_first_articles(self):
        """What a new revision asks and no first article proved is proved at the next delivery."""
        # The rule holds, whoever makes the plan effective.
        articles = self.env["mdq.first.article"].sudo()
        accepted = articles.search([("state", "=", "accepted"), ("inspection_id.plan_id.code", "in", self.mapped("code")),
                                    ("company_id", "in", self.company_id.ids)])
        for plan in self:
            for article in accepted.filtered(lambda each, plan=plan: each.plan_id.code == plan.code and each.company_id == plan.company_id):
                changed = plan._get_unproven(article)
                if changed:
                    articles._outdate(article, self.env._("%(plan)s asks anew: %(lines)s", plan=plan.display_name,
                                                          lines=", ".join(changed.mapped("display_name"))))

    def _get_unproven(self, article):
        proven = article._get_proven()
        return self.line_ids.filtered(lambda line: (line.characteristic_id, line._get_requirement()) not in proven)
