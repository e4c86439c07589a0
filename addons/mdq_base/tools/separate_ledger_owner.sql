-- Give the audit ledger to a role of its own, so that Odoo may add entries and seals and read them, and do no more.
--
-- Run by a superuser of PostgreSQL, in the database, while Odoo is stopped:
--
--     psql -d DATABASE -v odoo=odoo -v owner=mdq_ledger_owner -f separate_ledger_owner.sql
--
-- `odoo` is the role that Odoo connects as; it must not be a superuser. `owner` is made when it is not there; nobody logs in
-- as it. Run it again after an update of mdq_base that says so; it changes nothing that is as it should be.
-- Back to one owner (before such an update):  psql -d DATABASE -v odoo=odoo -v owner=odoo -f separate_ledger_owner.sql
--
-- What Odoo keeps: INSERT and SELECT on the ledger and its seals, and two functions that work with the rights of the owner:
-- one adds the partitions of coming months, one begins an epoch after a restore. What it loses: switching off triggers,
-- altering or dropping the tables. (It may still drop the whole database, where it owns it.) The triggers on the tables of the records stay Odoo's: new addons bring theirs along.

\set ON_ERROR_STOP on
BEGIN;

SELECT format('CREATE ROLE %I NOLOGIN', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \gexec

-- The ledger with its partitions, the epochs and the seals; a sequence that belongs to a column goes with its table.
SELECT format('ALTER TABLE %s OWNER TO %I', c.oid::regclass, :'owner')
  FROM pg_class c
 WHERE c.oid IN (SELECT to_regclass(name) FROM unnest(ARRAY['mdq_ledger', 'mdq_ledger_epoch', 'mdq_ledger_seal']) AS name)
    OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass('mdq_ledger')) \gexec
ALTER SEQUENCE mdq_ledger_id_seq OWNER TO :"owner";
SELECT format('ALTER FUNCTION %s OWNER TO %I', p.oid::regprocedure, :'owner')
  FROM pg_proc p
 WHERE p.proname IN ('mdq_append_only', 'mdq_ledger_add_partitions', 'mdq_ledger_begin_epoch')
   AND p.pronamespace = current_schema::regnamespace \gexec

-- Whoever owns the schema may drop every table in it, and the owner of the database owns the schema `public` at first.
SELECT format('ALTER SCHEMA %I OWNER TO %I', current_schema, :'owner') \gexec
SELECT format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', current_schema, :'odoo') \gexec

REVOKE ALL ON mdq_ledger, mdq_ledger_epoch, mdq_ledger_seal FROM PUBLIC;
SELECT format('REVOKE ALL ON mdq_ledger, mdq_ledger_epoch, mdq_ledger_seal FROM %I', :'odoo') WHERE :'odoo' <> :'owner' \gexec
GRANT SELECT, INSERT ON mdq_ledger, mdq_ledger_epoch, mdq_ledger_seal TO :"odoo";
GRANT SELECT ON mdq_ledger_other TO :"odoo";
GRANT USAGE, SELECT ON SEQUENCE mdq_ledger_id_seq TO :"odoo";
SELECT format('GRANT USAGE, SELECT ON SEQUENCE %s TO %I', pg_get_serial_sequence(name, 'id'), :'odoo')
  FROM unnest(ARRAY['mdq_ledger_epoch', 'mdq_ledger_seal']) AS name \gexec
GRANT EXECUTE ON FUNCTION mdq_append_only(), mdq_ledger_add_partitions(integer), mdq_ledger_begin_epoch(text) TO :"odoo";

COMMIT;
