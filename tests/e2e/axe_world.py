"""A site on which everything has happened once: what a page can show, it shows."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PIL import Image
from psycopg.types.json import Jsonb

import db.contacts
import db.limits
import db.log
import db.placing
import services.alarms
import services.cases
import services.limits
import services.log
import services.maintenance
import services.settings
import services.upkeep
from db.cases import Entry
from db.connect import Connection, open_connection
from domain import owner
from domain.contact import Contact
from domain.fleet import Owner
from domain.fleet_audit import Author
from domain.limit import Level, default
from domain.log_form import Form
from domain.maintenance import Window
from domain.owner import By, OwnerKind
from domain.settings_history import Author as Setter
from services import discovery, documents, photo, pictures, placing, rollouts
from services.cases import Act
from services.rollouts import Wish
from tests import rollout_rows, telling_world, twin_rows
from tests.e2e.voices import Voices

PUMP, FAN, MOTOR, IDLE, RESTED = 31, 33, 36, 30, 29
CRITICAL = """
    UPDATE machine_state SET condition = 'critical', reason = 'above_high_high', limit_value = 7.1, value = 8.2,
           urgency = 99000, running = 'running', trust = 'good', since = now(), seq = nextval('state_seq')
    WHERE machine_id = ANY (%s)"""
OTHERS = """
    UPDATE machine_state s SET condition = w.condition, reason = w.reason, limit_value = 4.5, value = 5.2,
           urgency = w.urgency, trust = w.trust, seq = nextval('state_seq')
    FROM (VALUES (1, 'warning', 'above_high', 50000, 'good'), (2, 'advisory', 'reaches_limit_soon', 20000, 'good'),
                 (3, 'unknown', 'not_believable', 30000, 'silent')) AS w (id, condition, reason, urgency, trust)
    WHERE s.machine_id = w.id"""
DEVICE = """
    WITH made AS (
        INSERT INTO device (name, machine_id, model, serial_number, firmware, battery_pct, rssi_dbm, gateway)
        VALUES ('vibro-1', %s, 'SN-4', 'SN10020000', '2.4.1', 78, -67, 'gw-9') RETURNING id)
    INSERT INTO signal (device_id, name, title, kind, unit, maximum)
    SELECT id, name, title, 'other', unit, top FROM made, (VALUES
        ('vibration', 'Drive-end vibration', 'mm/s', 50), ('temperature', 'Bearing temperature', 'Cel', NULL))
        AS s (name, title, unit, top) RETURNING device_id"""
STREAM = """INSERT INTO heartbeat VALUES ('ingest', now() + interval '1 hour', now(), '0.1',
            '{"broker": "connected", "messages_per_s": 26, "backlog": 4, "readings_per_s": 50, "lag_ms": 30}')"""
REJECTED = """INSERT INTO rejected_message (received_at, topic, reason, detail, size_bytes, payload)
              SELECT now() - n * interval '1 s', 'stethos/v1/demo/d' || n, 'bad_json', 'not a number', 9, %s
              FROM generate_series(1, 8) AS n"""
POSITIONS = """
    UPDATE place SET latitude = 53.0793 - 2 * w.n, longitude = 8.8017 + w.n, directions = 'Gate 2, then left'
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM place WHERE parent_id IS NULL) AS w (id, n)
    WHERE place.id = w.id"""
MESSAGES = """
    INSERT INTO message (about, user_id, channel_id, kind, priority, state, reason, next_at, sent_at, error)
    SELECT 'test-' || state, %s, %s, 'test', 'high', state, 'rule', now(), CASE state WHEN 'sent' THEN now() END,
           error
    FROM (VALUES ('waiting', ''), ('sent', ''), ('failed', 'refused'), ('held_back', '')) AS s (state, error)"""


@dataclass(frozen=True, slots=True)
class World:
    """The numbers of what the pages are about."""

    case: int
    closed_case: int
    machine: int
    signal: int
    device: int
    waiting: int
    placed: int
    rollout: int
    draft: int
    entry: int
    gone_entry: int
    plan: int
    gone_plan: int


def fill(database_url: str) -> World:
    """Let all of it happen on a site with a small fleet."""
    with open_connection(database_url, name="test") as conn:
        fleet, now = Voices(conn), datetime.now(UTC)
        conn.execute(CRITICAL, ([PUMP, FAN],))
        conn.execute(OTHERS)
        conn.execute(STREAM)
        conn.execute(POSITIONS)
        conn.execute(REJECTED, (b"<b>\x00NaN",))
        _contacts(conn)
        closed = _closed_case(fleet, now)
        _alarms(fleet, now)
        _files(fleet, now)
        _telling(fleet)
        draft, running = _rollouts(conn, now)
        return World(case=fleet.case(PUMP), closed_case=closed, machine=PUMP, signal=_limits(fleet, now),
                     device=_settings(fleet, now), waiting=_devices(fleet, now),
                     placed=_device(conn, "node-31"), rollout=running, draft=draft,
                     **_log(fleet, now), **_upkeep(fleet, now))


def _contacts(conn: Connection) -> None:
    everybody = (Contact("Shift lead", "Erika Mustermann", "+49 30 23125 017", "shift@nordwerk.example", "at all hours",
                         "de"), Contact("Laboratory", "Beltrana de Tal", None, "laboratorio@serra-azul.example"))
    own = Contact("Maker's service", "Torvane Pumps hotline", "+1 231 555 0142 ext. 12")
    key = conn.execute("SELECT p.key FROM machine m JOIN place_path w USING (place_id) JOIN place p ON p.id = w.ids[1] "
                       "WHERE m.id = %s", (PUMP,)).fetchone() or ("",)
    db.contacts.replace(conn, {Owner("machine", f"machine-{PUMP}"): (own,), Owner("place", key[0]): everybody})


def _closed_case(fleet: Voices, now: datetime) -> int:
    """Return a case of the pump that has been closed with what it was."""
    fleet.say(PUMP, 5.0)
    fleet.say(PUMP, 2.0)
    number, who = fleet.case(PUMP), fleet.user("technician")
    act = Act(number, who, now, version=_version(fleet.conn, number))
    services.cases.close(fleet.conn, act, outcome="confirmed_fault", conclusion="New bearing", acknowledge_all=True)
    return number


def _alarms(fleet: Voices, now: datetime) -> None:
    """Raise alarms; of them some are acknowledged, put aside or out of service, and one has an owner and pictures."""
    who, until = fleet.user("technician"), now + timedelta(hours=2)
    fleet.say_all({PUMP: 8.2, FAN: 8.0, MOTOR: 5.0, IDLE: 5.0, RESTED: 5.0})
    services.alarms.acknowledge(fleet.conn, [fleet.alarm(MOTOR)], user_id=who, now=now, text="On my way")
    services.alarms.shelve(fleet.conn, [fleet.alarm(IDLE)],
                           services.alarms.shelving(user_id=who, now=now, until=until, reason="Being washed"))
    services.maintenance.begin(fleet.conn, Window(0, RESTED, now, until, "New bearings"), user_id=who, now=now)
    case = fleet.case(PUMP)
    services.cases.set_owner(fleet.conn, Act(case, who, now, version=_version(fleet.conn, case)), who)
    services.cases.comment(fleet.conn, case, "Sounds like a bearing", user_id=who, now=now)
    services.cases.add_picture(fleet.conn, case, photo.prepared(_photo()), Entry("picture", now, who, "The seal"))


def _files(fleet: Voices, now: datetime) -> None:
    """Give the pump and its site pictures and documents, of which one was removed."""
    by = By(fleet.user("technician"), False, now)
    for whose in (owner.Owner(OwnerKind.MACHINE, PUMP), owner.Owner(OwnerKind.PLACE, 1)):
        for number, caption in enumerate(("The seal", "", "Gone")):
            found = photo.prepared(_photo(640 + number))
            added = pictures.add(fleet.conn, whose, found, by=by, caption=caption)
        pictures.PICTURES.remove(fleet.conn, added, by=by)
        documents.add(fleet.conn, whose, documents.prepared(b"Grease it.", name="Manual.txt"), by=by)


def _log(fleet: Voices, now: datetime) -> dict[str, int]:
    """Write twelve entries into the log book of the pump; return one of them, and one that is retired."""
    by = Author(fleet.user("technician"), "twice")
    parts = [{"name": "Shaft seal", "number": "4711-A", "quantity": "2"}, {"name": "Oil", "number": "", "quantity": ""}]
    numbers = [services.log.write(fleet.conn, PUMP, Form({
        "done_at": f"2026-0{month}-14T09:30", "kind": kind, "text": "Seal changed", "done_by": "Torvane service",
        "running_h": "812"}, parts), by=by, now=now).id
        for month in range(1, 5) for kind in ("repair", "lubrication", "inspection")]
    services.log.retire(fleet.conn, numbers[-1], by=by, now=now)
    lately = (now - timedelta(hours=3)).astimezone(ZoneInfo(db.log.machine(fleet.conn, PUMP).zone))
    services.log.write(fleet.conn, PUMP, Form({"done_at": f"{lately:%Y-%m-%dT%H:%M}", "kind": "cleaning",
                                               "text": "Filter", "done_by": "Timo"}), by=by, now=now)
    return {"entry": numbers[0], "gone_entry": numbers[-1]}


def _upkeep(fleet: Voices, now: datetime) -> dict[str, int]:
    """Plan what is overdue, what is due soon, what is due later for the pump, and what is not planned any more."""
    by, today = Author(fleet.user("technician"), "sealed for life"), now.date()
    numbers = [services.upkeep.create(fleet.conn, PUMP, {
        "name": f"Oil change {days}", "every": "3", "every_unit": "months", "every_h": "2000", "due_at_h": "9000",
        "due_on": (today + timedelta(days)).isoformat(), "note": "ISO VG 46"}, by=by) for days in (-12, 5, 90, 91)]
    services.upkeep.retire(fleet.conn, numbers[-1], by=by, now=now)
    return {"plan": numbers[0], "gone_plan": numbers[-1]}


def _photo(width: int = 640) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((width, 480), 40).convert("RGB").save(written, "JPEG")
    return written.getvalue()


def _version(conn: Connection, case_id: int) -> int:
    row = conn.execute("SELECT version FROM machine_case WHERE id = %s", (case_id,)).fetchone()
    assert row is not None
    return int(row[0])


def _limits(fleet: Voices, now: datetime) -> int:
    """Change the limits of a vibration once; return its number."""
    row = fleet.conn.execute("SELECT s.id FROM signal s JOIN device d ON d.id = s.device_id WHERE d.machine_id = %s "
                             "AND s.name = 'vibration_de'", (PUMP,)).fetchone()
    assert row is not None
    known = db.limits.limit_set(fleet.conn, row[0])
    wanted = {**known.limits, Level.HIGH: replace(default(Level.HIGH, 4.2), on_delay_s=60)}
    services.limits.set_limits(fleet.conn, row[0], wanted, version=known.version, unit="mm/s",
                               user_id=fleet.user("admin"), reason="Bearing changed", now=now)
    return int(row[0])


def _telling(fleet: Voices) -> None:
    """Add two channels and a rule; a message waits, one was sent, one failed, one was held back."""
    conn, who = fleet.conn, fleet.user("technician")
    conn.execute("UPDATE users SET email = 'timo@plant.example', phone = '+4915112345678', quiet_from = '22:00', "
                 "quiet_to = '06:00' WHERE id = %s", (who,))
    found = conn.execute(telling_world.CHANNEL, ("Control room", "webhook", "http://127.0.0.1:9/", "x" * 32)).fetchone()
    assert found is not None
    conn.execute(telling_world.CHANNEL, ("Mail", "apprise", "mailtos://user@mail.plant.example", ""))
    rule = conn.execute(telling_world.RULE, ("Night", True, "high", 60)).fetchone()
    assert rule is not None
    for minutes in (0, 15):
        conn.execute(telling_world.STEP, (rule[0], rule[0], who, found[0], minutes))
    conn.execute(MESSAGES, (who, found[0]))


def _settings(fleet: Voices, now: datetime) -> int:
    """Return a device with a setting that is in effect, one that was refused, and one changed at the device."""
    row = fleet.conn.execute(DEVICE, (PUMP,)).fetchone()
    assert row is not None
    number, by = int(row[0]), Setter(fleet.user("admin"), now, "less data")
    twin_rows.describe(fleet.conn, number)
    twin_rows.report(fleet.conn, number, 0, {"measurement_interval_s": 10, "report_interval_s": 60, "led": True})
    services.settings.change(fleet.conn, number, {"measurement_interval_s": 20, "led": False}, revision=0, by=by,
                             consent=True)
    twin_rows.report(fleet.conn, number, 1, {"measurement_interval_s": 30, "report_interval_s": 90, "led": False},
                     refused={"measurement_interval_s": "below 30 s on battery"}, local=True)
    return number


def _devices(fleet: Voices, now: datetime) -> int:
    """Let one device wait to be placed, one be silent, one be gone, one retired; return the one that waits."""
    conn = fleet.conn
    discovery.meet_device(conn, "new-1", most=99)
    discovery.meet_signals(conn, "new-1", ["vibration", "bearing_temp"])
    conn.execute("UPDATE device SET last_message_at = now() - interval '1 hour' WHERE name = 'node-3'")
    conn.execute("UPDATE device SET online = false, status_at = now() WHERE name = 'node-4'")
    conn.execute("UPDATE device SET battery_pct = 7, rssi_dbm = -97, gateway = 'gw-9' WHERE name = 'node-31'")
    placing.retire(conn, _device(conn, "node-8"), user_id=fleet.user("technician"), now=now, reason="broken")
    return _device(conn, "new-1")


def _device(conn: Connection, name: str) -> int:
    number = db.placing.device_id(conn, name)
    assert number is not None
    return number


def _rollouts(conn: Connection, now: datetime) -> tuple[int, int]:
    """Return a change of many devices that waits to be started, and one that a device has refused."""
    conn.execute("UPDATE device SET model = 'TV-1', about = %s, online = true, "
                 "last_message_at = now() + interval '1 hour' WHERE id BETWEEN 10 AND 20", (Jsonb(rollout_rows.ABOUT),))
    ids = list(range(10, 21))
    devices = rollout_rows.Devices(conn, ids, now=now)
    running = rollouts.create(conn, Wish(ids, {"report_interval_s": 60}, reason="less data"), user_id=None, now=now)
    rollouts.start(conn, running, user_id=None, now=now, consent=True)
    rollouts.advance(conn, now)
    devices.obey(now, refusing=ids)
    rollouts.advance(conn, now)
    return rollouts.create(conn, Wish(ids, {"led": True}), user_id=None, now=now), running
