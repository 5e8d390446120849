import pytest

from db.connect import open_connection
from tests.telling_world import World
from tests.web import token, worker

PERSON = {"email": "timo@plant.example", "phone": "+49 151 123456", "zone": "Europe/Berlin", "quiet_from": "22:00",
          "quiet_to": "06:00", "budget": 20}
CHANNEL = {"name": "Mail", "kind": "apprise", "address": "mailtos://stethos:s3cret@mail.plant.example/?to={email}"}


@pytest.fixture(scope="module")
def web(databases):
    with worker(databases) as found:
        yield found


@pytest.fixture(scope="module")
def world(web):
    with open_connection(web.url, name="test") as conn:
        yield World(conn)


@pytest.fixture
def admin(web):
    return Browser(web.signed_in("admin"))


@pytest.fixture
def technician(web):
    return Browser(web.signed_in("technician"))


class Browser:
    def __init__(self, client):
        self.client, self.headers = client, token(client)

    def show(self):
        return self.client.get("/live/telling").get_json()

    def post(self, path, **body):
        return self.client.post(f"/live/telling/{path}", json=body, headers=self.headers)


def of(world, name):
    return world.one("SELECT id FROM users WHERE name = %s", name)


def rule(user_id, channel_id, **more):
    return {"name": "All", "least": "high", "everywhere": True, "weekdays": [1, 2, 3, 4, 5, 6, 7], "from": "", "to": "",
            "remind": "", "steps": [{"user": user_id, "channel": channel_id, "after": "0"}]} | more


def test_viewers_do_not_see_how_people_are_reached(web, world):
    viewer = web.signed_in("viewer")
    assert viewer.get("/live/telling").status_code == 403
    assert web.client().get("/live/telling").status_code == 401


def test_technicians_change_how_they_are_reached_and_nothing_else(technician, world):
    own, other = of(world, "technician"), of(world, "admin")
    assert technician.post("person", id=own, **PERSON).get_json()["notes"][0]["kind"] == "done"
    shown = {one["name"]: one for one in technician.show()["people"]}
    assert shown["Timo Brandt"]["reached"] == "timo@plant.example · +49151123456"
    assert shown["Timo Brandt"]["note"] == "Europe/Berlin · quiet from 22:00 to 06:00"
    assert not shown["Ada Lindqvist"]["may_change"]
    assert technician.post("person", id=other, **PERSON).status_code == 400
    assert technician.post("person", id=own, **PERSON | {"budget": 500}).status_code == 400
    for path in ("channel", "channel/remove", "rule", "rule/remove", "test"):
        assert technician.post(path, id=1).status_code == 403
    assert technician.client.get("/live/telling/found?q=pump").status_code == 403


def test_fields_that_cannot_be_used_are_named_one_by_one_and_nothing_is_changed(technician, world):
    own = of(world, "technician")
    before = technician.show()["people"]
    faults = technician.post("person", id=own, email="timo", phone="0151", zone="Berlin", quiet_from="22:00",
                             quiet_to="", budget=20).get_json()["faults"]
    assert set(faults) == {"email", "phone", "zone", "quiet_to"}
    assert technician.show()["people"] == before


def test_the_address_of_a_channel_goes_in_and_never_comes_out(admin, technician, world):
    assert "faults" not in admin.post("channel", **CHANNEL).get_json()
    shown = technician.client.get("/live/telling").text
    assert "mailtos://…" in shown
    assert "s3cret" not in shown
    assert "plant.example/?to" not in shown
    assert "s3cret" not in str(world.conn.execute("SELECT before, after FROM audit").fetchall())
    channel = next(one for one in admin.show()["channels"] if one["name"] == "Mail")
    admin.post("channel", id=channel["id"], version=channel["version"], name="E-mail", kind="apprise", address="")
    assert world.one("SELECT address FROM telling_channel WHERE name = 'E-mail'") == CHANNEL["address"]


def test_the_secret_of_a_webhook_is_made_and_shown_once(admin, world):
    answer = admin.post("channel", name="Hook", kind="webhook", address="https://cmms.plant.example/in").get_json()
    assert world.one("SELECT secret FROM telling_channel WHERE name = 'Hook'") == answer["secret"]
    assert len(answer["secret"]) >= 32
    assert answer["secret"] not in admin.client.get("/live/telling").text


@pytest.mark.parametrize(("entered", "faulty"), [
    ({"name": "", "address": ""}, {"name", "address"}), ({"address": "no scheme"}, {"address"}),
    ({"kind": "pigeon"}, {"kind"}), ({"kind": "webhook", "address": "ftp://x"}, {"address"}),
    ({"kind": "webhook", "address": "https://x", "secret": "short"}, {"secret"})])
def test_a_channel_that_cannot_be_is_refused_field_by_field(admin, world, entered, faulty):
    assert set(admin.post("channel", **CHANNEL | {"name": "Other"} | entered).get_json()["faults"]) == faulty


def test_a_rule_is_added_changed_and_removed_with_an_audit_row_each(admin, world):
    channel, anna = world.channel("rule-hook"), of(world, "admin")
    assert "notes" in admin.post("rule", **rule(anna, channel)).get_json()
    (shown,) = admin.show()["rules"]
    assert shown["about"] == "High and critical alarms of everything"
    assert shown["steps"] == ["Ada Lindqvist by rule-hook"]
    changed = rule(anna, channel, id=shown["id"], version=shown["version"], everywhere=False, places=[world.site],
                   machines=[world.machine["pump"]], weekdays=[1, 2], **{"from": "06:00", "to": "14:00"}, remind="60")
    admin.post("rule", **changed)
    (shown,) = admin.show()["rules"]
    assert shown["about"] == "High and critical alarms of Nordwerk and White water pump"
    assert shown["note"] == "Mon and Tue, 06:00 to 14:00 · again every 60\N{NO-BREAK SPACE}min while it stays bad"
    assert admin.post("rule", **changed).get_json()["message"] == "Somebody else changed this in the meantime."
    channels = {one["name"]: one for one in admin.show()["channels"]}
    assert channels["rule-hook"]["used"]
    assert admin.post("channel/remove", id=channel).status_code == 400
    admin.post("rule/remove", id=shown["id"])
    assert admin.show()["rules"] == []
    assert [row[0] for row in world.conn.execute(
        "SELECT action FROM audit WHERE object = 'telling_rule' ORDER BY id")] == ["added", "changed", "removed"]
    admin.post("channel/remove", id=channel)


@pytest.mark.parametrize(("entered", "faulty"), [
    ({"name": ""}, {"name"}), ({"least": "x"}, {"least"}), ({"everywhere": False}, {"scope"}),
    ({"weekdays": []}, {"weekdays"}), ({"weekdays": [8]}, {"weekdays"}), ({"from": "25:00", "to": "06:00"}, {"from"}),
    ({"from": "06:00", "to": "06:00"}, {"to"}), ({"remind": "1"}, {"remind"}), ({"steps": []}, {"steps"}),
    ({"steps": "x"}, {"steps"}), ({"steps": [{"user": None, "channel": 1, "after": "x"}]},
                                  {"steps.0.user", "steps.0.after"}),
    ({"steps": [{"user": 999999, "channel": 999999, "after": 0}]}, {"steps.0.user", "steps.0.channel"})])
def test_a_rule_that_cannot_be_is_refused_field_by_field(admin, world, entered, faulty):
    asked = rule(of(world, "admin"), world.one("SELECT min(id) FROM telling_channel") or world.channel("any")) | entered
    assert set(admin.post("rule", **asked).get_json()["faults"]) == faulty


def test_a_later_step_does_not_come_before_an_earlier_one(admin, world):
    channel, anna = world.channel("rising"), of(world, "admin")
    steps = [{"user": anna, "channel": channel, "after": 30}, {"user": anna, "channel": channel, "after": 5}]
    assert set(admin.post("rule", **rule(anna, channel, steps=steps)).get_json()["faults"]) == {"steps.1.after"}


def test_places_and_machines_are_found_by_a_part_of_their_name(admin, world):
    rows = admin.client.get("/live/telling/found?q=water").get_json()["rows"]
    assert rows == [["machine", world.machine["pump"], "White water pump", "Nordwerk › Paper machine 1"]]
    assert admin.client.get("/live/telling/found?q=%25").get_json()["rows"] == []
    assert admin.client.get("/live/telling/found?q=n%25d").get_json()["rows"] == []


def test_a_test_is_a_message_to_who_asks_and_only_they_hear_of_it(admin, web, world):
    number = admin.post("test", id=world.channel("tested")).get_json()["message_id"]
    assert admin.client.get(f"/live/telling/message?id={number}").get_json() == {"state": "waiting", "error": ""}
    assert world.one("SELECT u.name FROM message m JOIN users u ON u.id = m.user_id WHERE m.id = %s", number) == "admin"
    assert admin.post("test", id=999999).status_code == 404
    assert admin.client.get("/live/telling/message?id=999999").status_code == 404


def test_what_failed_is_shown_on_the_system_page(admin, world):
    channel, anna = world.channel("broken"), world.person("sysanna")
    world.conn.execute(
        "INSERT INTO message (about, user_id, channel_id, kind, priority, state, reason, next_at, error, attempts, "
        "created_at) VALUES ('x', %s, %s, 'raised', 'high', 'failed', 'rule', now(), '410 Gone', 1, now())",
        (anna, channel))
    shown = admin.client.get("/live/system").get_json()
    assert [row["said"] for row in shown["failed"]] == ["410 Gone · 1 attempt"]
    assert {fact["key"]: fact["value"] for fact in shown["telling"]}["failed"] == "1"


@pytest.mark.parametrize("path", ["person", "channel", "rule", "test", "rule/remove", "channel/remove"])
@pytest.mark.parametrize("number", [None, 0, -1, 2**31, 2**60, "x", [1], True])
def test_numbers_that_are_none_are_no_server_error(admin, world, path, number):
    assert admin.post(path, id=number).status_code < 500


def test_a_change_without_the_token_of_the_session_is_refused(admin):
    assert admin.client.post("/live/telling/test", json={"id": 1}).status_code == 400


