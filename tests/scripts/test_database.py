"""Databases are dropped as a plain role may do it, on a PostgreSQL of the test's own; archives stay in their folder."""

import io
import tarfile
import time

import backup
import database
import postgres
import psycopg2
import pytest
import settings


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """A PostgreSQL as `make run` makes it, whose autovacuum looks for work every second."""
    monkeypatch.setattr(settings, "external_connection", dict)
    monkeypatch.setattr(settings, "POSTGRES_DIR", tmp_path / "pg")
    monkeypatch.setattr(postgres, "CONF", postgres.CONF + "autovacuum_naptime = 1s\n")
    postgres.start()
    yield
    postgres.stop()


def wait_for_autovacuum(name, seconds=60):
    at_work = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND query LIKE 'autovacuum%%'"
    with psycopg2.connect(host=settings.embedded_socket_dir(), user="postgres", dbname="postgres") as admin, admin.cursor() as cursor:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            cursor.execute(at_work, [name])
            if cursor.fetchone():
                return
            admin.rollback()
            time.sleep(0.2)
    raise AssertionError("autovacuum did not begin")


def test_a_database_is_dropped_while_it_is_in_use(cluster):
    database.create_empty("busy")
    in_use = database.connect("busy")
    database.query("busy", """
        CREATE TABLE slow AS SELECT number, repeat('x', 500) AS text FROM generate_series(1, 20000) AS number;
        ALTER TABLE slow SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
        UPDATE slow SET number = -number;
    """)  # fmt: skip
    wait_for_autovacuum("busy")
    database.drop("busy")
    assert not database.exists("busy")
    with pytest.raises(psycopg2.OperationalError):
        in_use.cursor().execute("SELECT 1")


def test_a_template_belongs_to_the_folder_that_keeps_its_files(tmp_path, monkeypatch):
    names, dropped = set(), []
    for folder in ("one", "two"):
        monkeypatch.setattr(settings, "DATA_DIR", tmp_path / folder)
        names.add(database.template_name())
        database.filestore(f"mdq_tpl_of_{folder}").mkdir(parents=True)
    assert len(names) == 2
    monkeypatch.setattr(database, "query", lambda *sql: [("mdq_tpl_of_one",), ("mdq_tpl_of_two",), ("mdq_tpl_new",)])
    monkeypatch.setattr(database, "drop", dropped.append)
    database.drop_stale_templates("mdq_tpl_new")
    assert dropped == ["mdq_tpl_of_two"]  # the other is the other checkout's


def test_an_archive_writes_nothing_outside_of_its_folder(tmp_path):
    content, folder = b"anybody's", tmp_path / "inside"
    folder.mkdir()
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        for name in ("../outside", "good"):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    with pytest.raises(SystemExit, match="no whole archive"):
        backup.unpack(tmp_path / "bad.tar", folder)
    assert not (tmp_path / "outside").exists()
