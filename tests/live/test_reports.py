"""The report to take along: read back from the PDF that is sent."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image
from pypdf import PdfReader

import db.contacts
import db.log
import db.plate
import db.upkeep
import services.cases
from db.connect import open_connection
from domain.contact import Contact
from domain.fleet import Owner
from domain.log import Draft, Kind, Part
from domain.owner import By, OwnerKind
from domain.owner import Owner as PictureOwner
from domain.plate import Bearing, PlateLine
from domain.upkeep import Upkeep
from services import photo, pictures
from services.arrivals import Memory
from tests.plant import Plant
from tests.web import HTML, Web, worker
from tools.database import Databases

PAST = timedelta(days=30)


@pytest.fixture
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases, public_url="https://plant.example") as web:
        yield web


@pytest.fixture
def plant(web: Web) -> Iterator[Plant]:
    with open_connection(web.url, name="test") as conn:
        yield Plant(conn)


def printed(web, plant, *, role="viewer"):
    answer = web.signed_in(role).get(f"/machines/{plant.machine_id}/report.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    return PdfReader(io.BytesIO(answer.data))


def words(pdf):
    return [" ".join(page.extract_text().split()) for page in pdf.pages]


def who(plant):
    return plant.conn.execute("SELECT id FROM users WHERE name = 'technician'").fetchone()[0]


def judge(plant):
    plant.conn.execute("""
        INSERT INTO machine_state (machine_id, condition, running, trust, reason, urgency, signal_id, value,
                                   limit_value, others, data_at, since, seq)
        VALUES (%s, 'critical', 'running', 'good', 'above_high_high', 9, %s, 8, 7.1, 0, now(), now(), 1)""",
                       (plant.machine_id, plant.vibration))


def plan(plant, name, due_on):
    db.upkeep.insert_plan(plant.conn, plant.machine_id, Upkeep(name, every_months=3, due_on=due_on))


def write(plant, text, *parts):
    draft = Draft(datetime(2026, 3, 28, 8, 30, tzinfo=UTC), Kind.REPAIR, text, "Timo", parts, 812.0)
    db.log.insert_entry(plant.conn, plant.machine_id, draft, written_by=who(plant))


def furnish(plant):
    """Give the pump a past, alarms with a case, people, a plate and a picture."""
    for signal in (plant.speed, plant.vibration, plant.temperature):
        plant.say(signal, [3.0, 3.2] * 700, start=datetime.now(UTC) - PAST, every_s=1800)
    plant.memory = Memory.load(plant.conn)
    plant.say_lately(plant.vibration, [5.0, 8.0])
    judge(plant)
    plant.conn.execute("UPDATE place SET directions = 'Durch Tor 3, über die Brücke' WHERE key = 'pm1'")
    db.contacts.replace(plant.conn, {Owner("place", "nordwerk"): (
        Contact("Shift lead", "Erika Mustermann", "+49 30 23125 017", "shift@nordwerk.example", "all day", "de"),)})
    db.plate.replace_bearings(plant.conn, {Owner("machine", "pump-1"): (Bearing("Drive end", "6312-2Z/C3", "SKF", 8),)})
    db.plate.set_nameplates(plant.conn, {Owner("machine", "pump-1"): (PlateLine("cos φ", "0,86"),)})
    case = plant.conn.execute("SELECT max(id) FROM machine_case").fetchone()[0]
    services.cases.comment(plant.conn, case, "Звучит <b>плохо</b>", user_id=who(plant), now=datetime.now(UTC))
    plan(plant, "Oil change", date(2026, 3, 1))
    write(plant, "Dichtung gewechselt", Part("Shaft seal", "4711-A", 2))
    sent = io.BytesIO()
    Image.new("RGB", (800, 600), "grey").save(sent, "JPEG")
    pictures.add(plant.conn, PictureOwner(OwnerKind.MACHINE, plant.machine_id), photo.prepared(sent.getvalue()),
                 by=By(who(plant), False, datetime.now(UTC)), caption="")


def test_the_report_says_what_a_technician_needs_beside_the_machine(web, plant):
    furnish(plant)
    pdf = printed(web, plant)
    told = " ".join(words(pdf))
    for text in ("White water pump", "Nordwerk › Paper machine 1", "■ Critical", "▶ Running", "✔ Data good",
                 "Drive-end vibration 8.0 mm/s, above its high-high limit 7.1", "above its high limit 4.5",
                 "Not acknowledged", "Oil change Overdue", "due on 1 Mar 2026",
                 "28 Mar 2026, 09:30 CET Timo Repair: Dichtung gewechselt",
                 "2 × Shaft seal (4711-A) · at 812 h of running",
                 "Звучит <b>плохо</b>", "Erika Mustermann, Shift lead", "+49 30 23125 017",
                 "Kai 7, Bremen", "Durch Tor 3, über die Brücke", "TV591394", "cos φ", "6312-2Z/C3", "Last 24 h (mm/s)",
                 "Last 30 days (mm/s)", "high-high 7.1", "State at", "made by"):
        assert text in told, text
    assert len(pdf.pages) == 2
    assert len(pdf.pages[0].images) == 1


def test_each_page_says_of_what_it_is_and_which_of_how_many(web, plant):
    furnish(plant)
    for number, text in enumerate(words(printed(web, plant)), start=1):
        assert "White water pump · Nordwerk › Paper machine 1 Stethos State at" in text
        assert f"Page {number} of 2" in text


def test_the_code_and_a_link_lead_to_the_page_of_the_machine(web, plant):
    links = [note.get_object()["/A"]["/URI"] for note in printed(web, plant).pages[0]["/Annots"]]
    assert links == [f"https://plant.example/machines/{plant.machine_id}"]


def test_a_machine_of_which_nobody_has_said_anything_fits_on_one_page(web, plant):
    told = words(printed(web, plant))
    assert len(told) == 1
    for text in ("Not judged yet", "No alarm is open.", "Nobody is named.", "Nothing is planned.",
                 "Nothing was written down yet.", "no readings in 30 days"):
        assert text in told[0]


def test_a_machine_without_signals_has_a_report(web, plant):
    plant.conn.execute("UPDATE device SET machine_id = NULL")
    assert "This machine has no signals yet" in words(printed(web, plant))[0]


def test_what_is_retired_says_so_and_has_no_state(web, plant):
    judge(plant)
    plant.conn.execute("UPDATE machine SET retired_at = now()")
    told = words(printed(web, plant))[0]
    assert "Retired " in told
    assert "Critical " not in told


def test_signals_that_are_not_charted_are_counted(web, plant):
    plant.conn.execute("INSERT INTO signal (device_id, name, kind, unit, interval_s) "
                       "SELECT device_id, 'more' || n, 'other', 'bar', 10 FROM signal, generate_series(1, 36) AS n "
                       "WHERE id = %s", (plant.speed,))
    assert "34 more signals are on the page of the machine" in " ".join(words(printed(web, plant)))


def test_however_much_people_have_written_it_is_three_pages_and_nothing_of_it_is_a_tag(web, plant):
    furnish(plant)
    conn, hostile = plant.conn, "<b>Pump</b> <img src='x'/> & </para>"
    conn.execute("UPDATE machine SET name = %s, maker = %s, serial_number = %s", (hostile * 10, "M" * 400, "S" * 400))
    conn.execute("UPDATE place SET name = %s, directions = %s, address = %s", ("Ж" * 300, "Направо " * 240, "Å" * 500))
    conn.execute("UPDATE signal SET title = '<i>' || repeat('x', 300)")
    db.contacts.replace(conn, {Owner("machine", "pump-1"): tuple(
        Contact("R" * 200, f"{number}" + "N" * 200, "+1 231 555 0142", hours="h " * 200) for number in range(12))})
    db.plate.replace_bearings(conn, {Owner("machine", "pump-1"): tuple(
        Bearing(f"{number}" + "L" * 200, "D" * 200, "M" * 200) for number in range(20))})
    db.plate.set_nameplates(conn, {Owner("machine", "pump-1"): tuple(
        PlateLine(f"{number} " * 20, "W " * 200) for number in range(40))})
    for _number in range(4):
        services.cases.comment(conn, 1, "Wörter " * 280, user_id=who(plant), now=datetime.now(UTC))
    for number in range(12):
        plan(plant, f"{number} " + "Öl " * 60, date(2027, 1, 1))
        write(plant, "Gefettet " * 200, *[Part("Dichtung " * 20, "4711", number)] * 8)
    told = words(printed(web, plant))
    assert len(told) <= 3
    assert told[0].count("<b>Pump</b> <img src='x'/> &") >= 2
    assert "10 more contacts" in " ".join(told)
    assert "10 more plans" in " ".join(told)


def test_the_file_is_named_after_the_machine_and_the_day(web, plant):
    plant.conn.execute("""UPDATE machine SET name = 'Kühl/"pumpe" 泵'""")
    answer = web.signed_in().get(f"/machines/{plant.machine_id}/report.pdf")
    assert re.fullmatch(r"inline; filename=\"K-hl--pumpe--20\d\d-\d\d-\d\d.pdf\"; "
                        r"filename\*=UTF-8''K%C3%BChl--pumpe-%20%E6%B3%B5%2020\d\d-\d\d-\d\d.pdf",
                        answer.headers["Content-Disposition"])


@pytest.mark.parametrize("number", ["0", "999999", "x", "7-"])
def test_what_is_not_there_is_not_found(web, number):
    answer = web.signed_in().get(f"/machines/{number}/report.pdf", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_nobody_gets_it_without_signing_in(web, plant):
    answer = web.client().get(f"/machines/{plant.machine_id}/report.pdf")
    assert (answer.status_code, answer.mimetype) == (401, "application/json")


def test_when_something_breaks_no_half_of_it_is_sent(web, plant, monkeypatch):
    monkeypatch.setattr("components.report_pdf._edges", lambda *_: 1 / 0)
    answer = web.signed_in().get(f"/machines/{plant.machine_id}/report.pdf", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert not answer.data.startswith(b"%PDF")
