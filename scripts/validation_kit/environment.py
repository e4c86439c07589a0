"""The exact versions of everything that took part, and whether they are what the project asks for."""

import gzip
import hashlib
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import settings


@dataclass(frozen=True)
class Check:
    """One line of the installation qualification."""

    item: str
    expected: str
    found: str
    ok: bool


@dataclass(frozen=True)
class Addon:
    """An addon with its version and the SHA-256 over all its files."""

    name: str
    version: str
    sha256: str


def operating_system():
    try:
        release = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        release = ""
    return f"{release or platform.system()}, kernel {platform.release()}, {platform.machine()}"


def odoo_version():
    """19.0 and, where it comes from Debian's package, the version of that."""
    parent = Path((settings.MDQ_DIR / "odoo-path").read_text().strip())
    release = (parent / "odoo/release.py").read_bytes()
    version = re.search(rb"version_info = \((\d+), (\d+)", release)
    return f"{version[1].decode()}.{version[2].decode()} {debian_version(parent.parent.parent.parent)}".strip()


def debian_version(root):
    """The version of an unpacked Debian package, from its change log."""
    for path in root.glob("share/doc/odoo*/changelog.Debian.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            return stream.readline().split(";")[0].strip()
    return ""


def postgres_version():
    import psycopg2
    from postgres import libpq

    try:
        connection = psycopg2.connect(dbname="postgres", connect_timeout=5, **libpq(settings.connection()))
    except psycopg2.OperationalError:
        return "not running"
    with connection, connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0]


def program_version(*command):
    if not shutil.which(command[0]):
        return ""
    result = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30)
    return result.stdout.strip().splitlines()[0] if result.returncode == 0 and result.stdout.strip() else ""


def addons():
    return [Addon(name, manifest_version(name), digest(settings.ADDONS / name)) for name in settings.mdq_addons()]


def manifest_version(name):
    text = (settings.ADDONS / name / "__manifest__.py").read_text(encoding="utf-8")
    found = re.search(r'"version":\s*"([^"]+)"', text)
    return found[1] if found else "?"


def digest(folder):
    """SHA-256 over the names and contents of all files, in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        whole.update(str(path.relative_to(folder)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def packages():
    """[(name, version)] of every installed Python package."""
    found = {package.metadata["Name"].lower(): (package.metadata["Name"], package.version) for package in metadata.distributions()}
    return [found[name] for name in sorted(found)]


def pinned():
    """{name: version} of requirements.txt."""
    lines = (settings.PROJECT / "requirements.txt").read_text().splitlines()
    return dict(line.split("==") for line in map(str.strip, lines) if "==" in line and not line.startswith("#"))


def facts():
    """[(English, Chinese, value)] of the environment."""
    browser = program_version("chromium", "--version")
    return [
        ("Operating system", "操作系统", operating_system()),
        ("Python", "Python", platform.python_version()),
        ("Odoo", "Odoo", odoo_version()),
        ("PostgreSQL", "PostgreSQL", postgres_version()),
        ("wkhtmltopdf", "wkhtmltopdf", program_version("wkhtmltopdf", "--version")),
        ("Browser", "浏览器", browser),
    ]


def installation_checks():
    """Expected against found: what an installation must have before its operation is worth testing."""
    versions = {name.replace("_", "-").lower(): version for name, version in packages()}
    checks = [
        Check("Python", "3.10 – 3.13", platform.python_version(), (3, 10) <= sys.version_info[:2] <= (3, 13)),
        Check("Odoo", "19.0", odoo_version(), odoo_version().startswith("19.0")),
        Check("PostgreSQL", "≥ 13", found := postgres_version(), found[:2].isdigit() and int(found[:2]) >= 13),
    ]
    for name, version in pinned().items():
        installed = versions.get(re.split(r"\[", name)[0].replace("_", "-").lower(), "missing")
        checks.append(Check(name, version, installed, installed == version))
    return checks
