"""Kinds of documents became records: each document takes the one that its old word names, which signatures were given for."""


def migrate(cr, version):
    cr.execute("SELECT 1 FROM information_schema.columns WHERE table_name = 'mdq_document' AND column_name = 'type'")
    if not cr.rowcount:
        return
    cr.execute("""
        UPDATE mdq_document d SET type_id = kind.res_id FROM ir_model_data kind
         WHERE kind.module = 'mdq_document' AND kind.name = 'mdq_document_type_' || d.type
           AND d.type_id IS DISTINCT FROM kind.res_id""")
    cr.execute("ALTER TABLE mdq_document DROP COLUMN type")
