"""The embedded PostgreSQL in .mdq/pg: start, stop, status. Does nothing where an external server is named."""

import os
import shutil
import subprocess
import sys

import psutil
import settings

# PostgreSQL refuses to run as root, so root starts it under this account.
ACCOUNT = "mdq-postgres"

CONF = """\
# Written by scripts/postgres.py at the first start.
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
log_min_messages = warning
"""


def program(name):
    return str(settings.postgres_bin()[0] / name)


def start():
    if settings.external_connection():
        check_external()
        return
    if is_running():
        return
    settings.POSTGRES_DIR.mkdir(parents=True, exist_ok=True)
    if not (settings.POSTGRES_DIR / "mdq-ready").exists():
        initialise()
    else:
        launch()


def initialise():
    """A cluster becomes ours with its last step, the file mdq-ready: a half-made one is made again."""
    if is_running():
        stop()
    shutil.rmtree(settings.POSTGRES_DIR)
    settings.POSTGRES_DIR.mkdir(mode=0o700)
    if is_root():
        make_reachable()
    run_as_account("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres", "-D", data_dir())
    with open(settings.POSTGRES_DIR / "postgresql.conf", "a") as conf:
        conf.write(CONF.format(socket_dir=settings.embedded_socket_dir()))
    launch()
    psql = [program("psql"), "-h", str(settings.embedded_socket_dir()), "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1"]
    # Odoo works as a plain role that may create databases; the role postgres stays for maintenance.
    subprocess.run([*psql, "-c", "CREATE ROLE odoo LOGIN CREATEDB"], check=True)
    (settings.POSTGRES_DIR / "mdq-ready").touch()


def launch():
    socket_dir = settings.embedded_socket_dir()
    if socket_dir != settings.POSTGRES_DIR:
        socket_dir.mkdir(mode=0o700, exist_ok=True)
        if is_root():
            shutil.chown(socket_dir, ACCOUNT)
    log = settings.POSTGRES_DIR / "server.log"
    result = run_as_account("pg_ctl", "-w", "-t", "120", "-s", "-D", data_dir(), "-l", str(log), "start", check=False)
    if result.returncode:
        tail = "\n".join(log.read_text().splitlines()[-15:]) if log.exists() else ""
        settings.fail(f"PostgreSQL did not start. The end of {log}:\n{tail}")


def stop():
    if not settings.external_connection() and is_running():
        run_as_account("pg_ctl", "-w", "-s", "-m", "fast", "-D", data_dir(), "stop")
        print("    PostgreSQL stopped")


def is_running():
    """Whether the server lives. A killed one that nobody buried (a zombie, in containers) still has its number."""
    pid_file = settings.POSTGRES_DIR / "postmaster.pid"
    try:
        alive = psutil.Process(int(pid_file.read_text().split()[0])).status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return False
    if not alive:
        pid_file.unlink()
    return alive and run_as_account("pg_ctl", "-D", data_dir(), "status", check=False).returncode == 0


def check_external():
    import psycopg2

    try:
        psycopg2.connect(dbname="postgres", connect_timeout=10, **libpq(settings.connection())).close()
    except psycopg2.OperationalError as error:
        settings.fail(f"The PostgreSQL server that the environment or odoo.conf names does not answer: {error}")


def libpq(variables):
    """PG… variables as arguments of psycopg2.connect.

    >>> libpq({"PGHOST": "db", "PGUSER": "odoo"})
    {'host': 'db', 'user': 'odoo'}
    """
    return {name.removeprefix("PG").lower(): value for name, value in variables.items()}


def data_dir():
    return str(settings.POSTGRES_DIR)


# --- running as another account ---------------------------------------------------------------------------------------


def is_root():
    return os.geteuid() == 0


def run_as_account(name, *arguments, check=True):
    account = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if is_root() else {}
    # A server started through a pipe would keep the pipe open for ever, hence a file for its output.
    output = settings.MDQ_DIR / "log" / "postgres-commands.log"
    output.parent.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    with open(output, "a") as log:
        result = subprocess.run(
            [program(name), *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
            env=environment, start_new_session=True, **account,
        )  # fmt: skip
    if check and result.returncode:
        settings.fail(f"{name} failed; see the end of {output}")
    return result


def make_reachable():
    """Create the account, give it the data, and let it pass through the folders above data and programs."""
    import pwd

    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT], check=True)
    shutil.chown(settings.POSTGRES_DIR, ACCOUNT, ACCOUNT)
    programs = settings.postgres_bin()[0].parent
    for folder in {*settings.POSTGRES_DIR.parents, *programs.resolve().parents}:
        folder.chmod(folder.stat().st_mode | 0o011)
    subprocess.run(["chmod", "-R", "a+rX", str(programs)], check=True)


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "start"
    {"start": start, "stop": stop, "status": lambda: print("running" if is_running() else "not running")}[command]()
