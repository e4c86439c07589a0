"""Nothing is lost: every quality record is in the ledger, whatever wrote it, and cannot be deleted."""

from odoo.addons.mdq_base.models import ledger_registry
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from our_models import file_of, insert_bare_row, is_server_written, stored_models
from repository import allowed, none_of

OF_ODOO = {
    "stock_lot": ["name", "product_id", "mdq_status", "expiration_date", "company_id"],
    "stock_move": ["state", "product_id", "product_uom_qty", "location_id", "location_dest_id", "company_id"],
    "stock_move_line": ["state", "lot_id", "quantity", "location_id", "location_dest_id", "company_id"],
    "stock_picking": ["state", "partner_id", "date_done", "company_id"],
    "purchase_order": ["state", "partner_id", "date_approve", "company_id"],
    "purchase_order_line": ["order_id", "product_id", "product_qty", "mdq_process_id", "company_id"],
    "mrp_production": ["state", "product_id", "product_qty", "bom_id", "company_id"],
    "mrp_production_stock_lot_rel": ["mrp_production_id", "stock_lot_id"],
    "product_template": ["name", "mdq_controlled", "mdq_process_id"],
}


@tagged("post_install", "-at_install")
class TestLedgerOfAllModels(TransactionCase):
    def test_every_stored_model_is_in_the_ledger(self):
        """Requirement: MDQ-BAS-041"""
        exempt = {name for name, _reason in allowed("not_in_ledger")}
        none_of(
            f"{file_of(model)} is not in the ledger: inherit mdq.audited.mixin or set _mdq_ledger = True (or list it with the "
            "reason in tests/suite/allowed/not_in_ledger.txt)."
            for model in stored_models(self.env)
            if not model._mdq_ledger and model._name not in exempt
        )

    def test_every_declared_table_has_its_triggers(self):
        """Read from the catalogue of PostgreSQL, for the table and its many2many tables.

        Requirement: MDQ-BAS-041
        """
        findings = []
        for model in self.env.values():
            if model._abstract or not model._auto or not (model._mdq_ledger or model._mdq_ledger_columns):
                continue
            for table in [model._table, *(relations(model) if model._mdq_ledger else ())]:
                missing = {"insert", "update", "delete"} - self._operations(table)
                if missing:
                    findings.append(f"{file_of(model)}: table {table} has no ledger trigger for {', '.join(sorted(missing))}.")
        none_of(findings)

    def test_columns_of_odoo_that_bear_on_quality_are_in_the_ledger(self):
        """Requirement: MDQ-BAS-101"""
        registered = ledger_registry.get_registered(self.env.cr)
        none_of(
            f"{table} is in the ledger without {', '.join(sorted(set(columns) - _columns(registered, table)))}."
            for table, columns in OF_ODOO.items()
            if not set(columns) <= _columns(registered, table)
        )

    def _operations(self, table):
        self.env.cr.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled <> 'D' AND NOT tgisinternal", [table]
        )
        return {name.removeprefix("mdq_ledger_") for (name,) in self.env.cr.fetchall()}

    def test_sql_is_caught_too(self):
        """A row written and removed by plain SQL leaves its images, on every table.

        Requirement: MDQ-BAS-041
        """
        findings = []
        for model in stored_models(self.env):
            if not model._mdq_ledger or not model._auto:
                continue
            record = insert_bare_row(self.env, model)
            if self._images(model, record) != 1:
                findings.append(f"{file_of(model)}: an INSERT in SQL left no entry in the ledger.")
        none_of(findings)

    def _images(self, model, record):
        self.env.cr.execute("SELECT count(*) FROM mdq_ledger WHERE table_name = %s AND res_id = %s", [model._table, record.id])
        return self.env.cr.fetchone()[0]

    def test_ledger_and_seals_are_append_only(self):
        """Requirement: MDQ-BAS-042"""
        for table in ("mdq_ledger", "mdq_ledger_seal", "mdq_signature"):
            record = insert_bare_row(self.env, self.env[table.replace("_", ".")])
            for statement in (f"UPDATE {table} SET id = id WHERE id = %s", f"DELETE FROM {table} WHERE id = %s"):
                refused = self.assertRaisesRegex(Exception, "append-only")
                with self.subTest(statement), mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
                    self.env.cr.execute(statement, [record.id])

    def test_no_quality_record_is_deleted_even_with_sudo(self):
        """Requirement: MDQ-BAS-002"""
        admin = self.env.ref("base.user_admin")
        findings = []
        for model in stored_models(self.env):
            if not model._mdq_ledger or not model._auto or self._is_setting(model):
                continue
            record = insert_bare_row(self.env, model)
            # Odoo skips @api.ondelete guards for a caller who sends this word, as uninstalling does.
            forced = record.sudo().with_context(_force_unlink=True)
            deleters = {"sudo": record.sudo(), "the administrator": record.with_user(admin), "sudo with _force_unlink": forced}
            for who, deleter in deleters.items():
                if self._deletes(deleter):
                    findings.append(f"{file_of(model)}: {who} deleted a record. Its unlink must refuse (mdq.audited.mixin does).")
        none_of(findings)

    def _is_setting(self, model):
        return model._name in {name for name, _reason in allowed("deletable")}

    def _deletes(self, record):
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model", "odoo.models.unlink"):
                record.unlink()
                self.env.flush_all()
            return True
        except (UserError, AccessError):
            return False
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)

    def test_server_written_models_refuse_every_user(self):
        """Create and write by the administrator end in an access error on what only the server writes.

        Requirement: MDQ-BAS-013
        """
        admin = self.env.ref("base.user_admin")
        findings = []
        for model in stored_models(self.env):
            if not is_server_written(model):
                continue
            for verb in ("write", "create", "unlink"):
                if model.with_user(admin).has_access(verb):
                    findings.append(f"{file_of(model)}: the administrator has {verb} access.")
        none_of(findings)


def _columns(registered, table):
    return set(registered[table].columns) if registered.get(table) else set()


def relations(model):
    return sorted(
        {
            field.relation
            for field in model._fields.values()
            if field.type == "many2many" and field.store and field.relation and not field.related
        }
    )
