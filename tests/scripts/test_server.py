import os

import psutil
import pytest
import server
import settings


@pytest.fixture
def running(tmp_path, monkeypatch):
    """A server that was started for the database `mine`: this process stands for it."""
    monkeypatch.setattr(settings, "RUN_DIR", tmp_path)
    me = server.Server(db="mine")
    me.pid_file.write_text(f"{os.getpid()} {psutil.Process().create_time()}")
    me.conf_file.write_text("[options]\ndbfilter = ^mine$\ndb_name = mine\n")
    return me


def test_a_restore_beside_it_leaves_the_server_alone(running):
    """Requirement: MDQ-APP-040"""
    assert running.serves("mine")
    assert not running.serves("mine_again")
    assert not running.serves("min")


def test_one_that_ended_serves_nothing(running):
    running.pid_file.unlink()
    assert not running.serves("mine")
