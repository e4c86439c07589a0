"""The server on http://localhost:8069: start (detached), stop, status; and the database it serves.

server.py run       bring the database `mdq` up to date (make it at the first time) and start the server
server.py start     start the server
server.py stop
server.py url       print the address, if the server answers
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import database
import psutil
import settings

DATABASE = os.environ.get("DB") or "mdq"
START_SECONDS = 180


class Server:
    """One Odoo server of ours in the background, known by the file with its process id."""

    def __init__(self, name="server", db=DATABASE, port=None, **conf):
        self.name = name
        self.db = db
        self.port = int(port or settings.read_conf().get("http_port", 8069))
        self.conf = conf
        self.pid_file = settings.RUN_DIR / f"{name}.pid"
        self.log_file = settings.LOG_DIR / f"{name}.log"
        self.conf_file = settings.RUN_DIR / f"{name}.conf"

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def process(self):
        """The running process; None where it ended or its number now belongs to another program."""
        try:
            pid, started = self.pid_file.read_text().split()
            process = psutil.Process(int(pid))
            return process if abs(process.create_time() - float(started)) < 1 else None
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None

    def serves(self, db):
        """Whether it is running, and on this database: it may have been started for another one."""
        return bool(self.process()) and f"db_name = {db}" in self.conf_file.read_text().splitlines()

    def start(self):
        if self.process():
            return
        self._check_port()
        conf = settings.write_conf(
            self.conf_file,
            http_port=self.port, dbfilter=f"^{self.db}$", db_name=self.db, **self.conf,
        )  # fmt: skip
        settings.LOG_DIR.mkdir(parents=True, exist_ok=True)
        with open(self.log_file, "a") as log:
            process = subprocess.Popen(
                [str(settings.VENV / "bin/python"), "-m", "odoo"],
                env=settings.client_environment(ODOO_RC=str(conf)),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.pid_file.write_text(f"{process.pid} {psutil.Process(process.pid).create_time()}")
        self._wait(process)

    def _check_port(self):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                settings.fail(
                    f"Port {self.port} is taken by another program, so the server cannot start.\n"
                    "     Stop that program, or set another http_port in odoo.conf, then run `make run` again."
                )

    def _wait(self, process):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if process.poll() is not None:
                settings.fail(f"The server stopped at once. The end of {self.log_file}:\n{self._log_end()}")
            if self.answers():
                return
            time.sleep(0.3)
        self.stop()
        settings.fail(f"The server did not answer within {START_SECONDS} s. The end of {self.log_file}:\n{self._log_end()}")

    def answers(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/web/login", timeout=60).status == 200
        except OSError:
            return False

    def _log_end(self):
        return "\n".join(self.log_file.read_text().splitlines()[-20:])

    def stop(self):
        process = self.process()
        if process:
            process.terminate()
            try:
                process.wait(20)
            except psutil.TimeoutExpired:
                process.kill()
        self.pid_file.unlink(missing_ok=True)
        return bool(process)


# --- make run ---------------------------------------------------------------------------------------------------------


def prepare_database(server):
    if not database.exists(server.db):
        print(f"    making the database {server.db}: the suite, the demonstration company, English and Chinese")
        database.create(server.db, demo=True)
        return
    if not database.is_ready(server.db, "mdq_base" if "mdq_base" in settings.mdq_addons() else "base"):
        settings.fail(f"The database {server.db} exists, but the suite is not installed in it. `make reset` makes it anew.")
    changed = database.changed_addons(server.db)
    if changed:
        print(f"    the code of {', '.join(changed)} changed: updating")
        server.stop()
        database.bring_up_to_date(server.db)


def print_logins(server):
    logins = database.query(server.db, "SELECT login FROM res_users WHERE active AND password IS NOT NULL ORDER BY share, id")
    print(f"\n    {server.url}    (this machine only)")
    print(f"    logins:   {', '.join(login for (login,) in logins)}    password of the demonstration company: demo")
    print("    the server goes on in the background: `make logs` shows its log, `make stop` ends it")


def main(command):
    server = Server()
    if command == "run":
        prepare_database(server)
        server.start()
        print_logins(server)
    elif command == "start":
        server.start()
    elif command == "stop":
        print("    server stopped" if server.stop() else "    the server was not running")
    elif command == "url" and server.process():
        print(server.url)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
