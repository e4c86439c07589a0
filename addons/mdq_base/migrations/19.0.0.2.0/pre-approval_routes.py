"""Approval routes became revision-controlled: those in use are effective as their first revision, archived ones obsolete."""


def migrate(cr, version):
    cr.execute("SELECT 1 FROM information_schema.columns WHERE table_name = 'mdq_approval_route' AND column_name = 'active'")
    if not cr.rowcount:
        return
    cr.execute("""
        ALTER TABLE mdq_approval_route ADD COLUMN IF NOT EXISTS code varchar, ADD COLUMN IF NOT EXISTS revision integer,
              ADD COLUMN IF NOT EXISTS state varchar, ADD COLUMN IF NOT EXISTS effective_date timestamp""")
    cr.execute("""
        UPDATE mdq_approval_route SET code = 'ROUTE-' || id, revision = 1, effective_date = create_date,
               state = CASE WHEN active THEN 'effective' ELSE 'obsolete' END
         WHERE code IS NULL""")
    cr.execute("ALTER TABLE mdq_approval_route DROP COLUMN active")
