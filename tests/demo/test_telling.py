import subprocess
import sys
from pathlib import Path

from db.connect import open_connection
from services import users

ROOT = Path(__file__).parents[2]


def make(database, address):
    subprocess.run([sys.executable, "-m", "demo.telling"], cwd=ROOT, check=True, timeout=60, env={
        "STETHOS_DATABASE_URL": database, "STETHOS_DEMO_RECEIVER": address, "STETHOS_DEMO_SECRET": "s" * 32})


def test_the_demo_has_one_channel_and_one_rule_and_leaves_rules_of_people_alone(database):
    with open_connection(database, name="test") as conn:
        users.ensure_demo(conn)
        make(database, "http://127.0.0.1:1/")
        assert conn.execute("SELECT position, after_min FROM telling_step ORDER BY 1").fetchall() == [(0, 0), (1, 15)]
        conn.execute("UPDATE telling_rule SET name = 'mine'")
        make(database, "http://127.0.0.1:2/")
        assert conn.execute("SELECT address FROM telling_channel").fetchall() == [("http://127.0.0.1:2/",)]
        assert conn.execute("SELECT name FROM telling_rule").fetchall() == [("mine",)]
