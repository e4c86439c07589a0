"""Tables as they were: what the ledger last saw of each row up to a moment."""

from odoo.tools import SQL


def rows_at(cr, table, moment):
    """Return {id: image} of the rows of a table that were there at a moment."""
    cr.execute(SQL(
        """SELECT res_id, image FROM (
               SELECT DISTINCT ON (res_id) res_id, operation, image FROM mdq_ledger
                WHERE table_name = %s AND recorded_at < %s ORDER BY res_id, id DESC) last
            WHERE operation <> 'D'""", table, moment))
    return dict(cr.fetchall())


def links_at(cr, table, moment):
    """Return the links of a many2many table that were there at a moment, as dicts of its two columns."""
    cr.execute(SQL(
        """SELECT image FROM (
               SELECT DISTINCT ON (image) image, operation FROM mdq_ledger
                WHERE table_name = %s AND recorded_at < %s ORDER BY image, id DESC) last
            WHERE operation <> 'D'""", table, moment))
    return [image for (image,) in cr.fetchall()]


def first_page(cr, table):
    """Return when the ledger of a table begins, or None."""
    cr.execute("SELECT min(recorded_at) FROM mdq_ledger WHERE table_name = %s", [table])
    return cr.fetchone()[0]
