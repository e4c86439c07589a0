"""People who stay in the database of a test run.

A user takes Odoo a quarter of a second, and every class of tests has ten of them. So they are made once a database, outside
the transaction of the tests, which is rolled back after each class. Only where a test run says that its database is thrown away
(`conftest.py`): in any other they would be logins with a known password.
"""

from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from passlib.context import CryptContext

is_kept = False
_known = set()


def move_in(people, create):
    """Make those of {login: values} who are not here yet; to be called while no test runs.

    :param create: function of an environment, a login and its values that makes one person
    """
    missing = {login: values for login, values in people.items() if login not in _known}
    if not is_kept or not missing:
        return
    with Registry(get_db_name()).cursor() as cr, _quick_passwords():
        env = Environment(cr, SUPERUSER_ID, {})
        here = set(_search(env, missing).mapped("login"))
        for login in missing.keys() - here:
            create(env, login, missing[login])
    _known.update(missing)


def find(env, login):
    """Return the person with this login, if already here."""
    return _search(env, [login])


def forgive(env, users):
    """Wrong credentials stay in the database although a test is rolled back: those of other classes do not count for this one."""
    attempts = env["mdq.signature.attempt"]
    attempts.create([attempts._prepare_attempt_vals(user, "unlocked") for user in users if attempts._count_failures(user)])


def _search(env, logins):
    return env["res.users"].search([("login", "in", list(logins))])


def _quick_passwords():
    """As Odoo's own tests do: one round of hashing instead of 600 000."""
    context = CryptContext(["pbkdf2_sha512", "plaintext"], pbkdf2_sha512__rounds=1)
    return patch("odoo.addons.base.models.res_users.ResUsersPatchedInTest._crypt_context", lambda users: context)
