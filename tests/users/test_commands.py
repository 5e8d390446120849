import subprocess
import sys
from pathlib import Path

import pytest

from db import users as memory
from db.connect import open_connection
from domain.access import DEMO_LOGINS

ROOT = Path(__file__).parents[2]
PASSWORD = "four words to remember"


@pytest.fixture
def run(database):
    def command(*arguments: str, typed: str = "", **settings: str) -> tuple[int, str, str]:
        environment = {"STETHOS_DATABASE_URL": database, **settings}
        done = subprocess.run([sys.executable, "-m", "users", *arguments], input=typed, env=environment, cwd=ROOT,
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    command.database = database
    return command


def test_the_first_admin_is_added_listed_kept_out_and_let_in(run):
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    assert run("add", "eva", "--role", "admin", "--full-name", "Eva Stern", typed=typed) == (
        0, "Added eva as admin.\n", "")
    assert run("list")[1] == "eva\tadmin\tactive\t-\tEva Stern\n"
    assert run("disable", "eva")[0] == 0
    assert "\tdisabled\t" in run("list")[1]
    assert run("enable", "EVA")[0] == 0
    assert "\tactive\t" in run("list")[1]


def test_a_new_password_is_asked_for_twice(run):
    run("add", "eva", "--role", "viewer", typed=f"{PASSWORD}\n{PASSWORD}\n")
    status, said, error = run("password", "eva", typed="another long password\nanother lung password\n")
    assert (status, said, error) == (1, "", "The two passwords differ; nothing was changed.\n")
    assert run("password", "eva", typed="another long password\nanother long password\n")[0] == 0


def test_an_operator_says_how_somebody_is_reached(run):
    run("add", "eva", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert run("reach", "eva", "--email", "eva@plant.example", "--quiet", "22:00-06:00")[0] == 0
    assert run("reach", "eva", "--phone", "+49 151 123456")[0] == 0
    assert run("reach", "eva", "--email", "eva", "--zone", "Berlin")[2] == (
        "These cannot be used: email (no_email), zone (no_zone)\n")
    with open_connection(run.database, name="test") as conn:
        row = conn.execute("SELECT email, phone, quiet_from::text, budget_per_h FROM users").fetchone()
        assert row == ("eva@plant.example", "+49151123456", "22:00:00", 20)
        assert conn.execute("SELECT count(*) FROM audit WHERE object = 'telling_person'").fetchone() == (2,)


@pytest.mark.parametrize(("arguments", "typed", "sentence"), [
    (("add", "eva", "--role", "admin"), "short\nshort\n", "A password needs at least 12 characters"),
    (("add", "eva stern", "--role", "admin"), f"{PASSWORD}\n{PASSWORD}\n", "A name to sign in with has 1 to 64"),
    (("disable", "nobody"), "", "There is no user 'nobody'"),
    (("demo",), "", "The demo's passwords are public; if this is a demo, set STETHOS_DEMO=yes"),
])
def test_what_is_not_possible_is_one_clear_sentence(run, arguments, typed, sentence):
    status, said, error = run(*arguments, typed=typed)
    assert (status, said) == (1, "")
    assert error.startswith(sentence)
    assert error.count("\n") == 1


def test_a_database_that_does_not_answer_is_told_without_a_traceback(run):
    status, _said, error = run("list", STETHOS_DATABASE_URL="postgresql://stethos@127.0.0.1:9/none")
    assert status == 1
    assert "Traceback" not in error


def test_the_demo_prints_its_logins_for_other_programs(run):
    status, said, _error = run("demo", STETHOS_DEMO="yes")
    assert status == 0
    assert [line.split("\t")[:3] for line in said.splitlines()] == [
        [login.name, login.password, login.role] for login in DEMO_LOGINS]
    with open_connection(run.database, name="test") as conn:
        assert memory.password_hash(conn, memory.user_named(conn, "admin").id).startswith("$argon2id$")
