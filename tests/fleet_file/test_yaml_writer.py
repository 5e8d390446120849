import string
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.contact import Contact
from domain.fleet import Device, Fleet, Machine, Owner, Place, Signal
from domain.fleet_limit import changed
from domain.fleet_plan import plan
from domain.fleet_row import Content
from domain.plate import Bearing, PlateLine
from domain.upkeep import Upkeep
from fleet import disk
from fleet_file.yaml_writer import number, scalar

NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12) | st.text(
    "=+-@'\"\\:#{}[]&*!|>%~\n\t, nullNo1.e", min_size=1, max_size=8)
TEXT = st.none() | NAME
WORD = st.text(string.ascii_letters + "#&*!?{}[]:'\"%@`|>-", min_size=1, max_size=8)
KEY = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
POSITIVE = st.none() | st.floats(1e-3, 1e9)
DEVICE = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=8)
SITES = st.builds(Place, KEY, NAME, st.just("site"), st.none(), st.just("Europe/Berlin"), TEXT, directions=TEXT)
MACHINES = st.builds(
    Machine, KEY, NAME, st.just("mill"), st.just("fan"), TEXT, TEXT, TEXT, POSITIVE, POSITIVE,
    st.integers(1, 5), foundation=st.sampled_from([None, "rigid", "flexible"]), shaft_height_mm=POSITIVE,
    impeller=st.sampled_from([None, "coupled", "direct"]), motion=st.sampled_from([None, "rotary"]),
    year=st.none() | st.integers(1850, 2200), mounting=TEXT,
    tags=st.lists(WORD, max_size=3, unique_by=str.lower).map(tuple))
DELAY = st.floats(0, 604_800)
JUDGED = st.fixed_dictionaries({}, optional={
    "high_deadband": st.floats(0, 1e6), "low_on_delay_s": DELAY, "high_off_delay_s": DELAY,
    "rate_priority": st.sampled_from(["critical", "high", "medium", "low"]), "high_latching": st.booleans(),
    "low_only_while_running": st.booleans()})
BANDS: st.SearchStrategy[dict[str, float]] = st.just({}) | st.fixed_dictionaries({
    "band_from_hz": st.floats(1e-3, 1), "band_to_hz": st.floats(1.5, 1e6)})
LIMITED = st.builds(
    Signal, st.just("d1"), DEVICE, TEXT, st.just("other"), st.sampled_from([None, "Cel", "%"]),
    st.floats(1e-3, 1e9), st.floats(-1e9, -1e6), st.floats(1e6, 1e9),
    low=st.none() | st.floats(-1e5, -1e4), high=st.none() | st.floats(1e6, 1e6),
    rate=st.none() | st.floats(1e-9, 1e9))
SIGNALS = st.builds(lambda signal, judged, band: changed(signal, band | {
    column: value for column, value in judged.items() if getattr(signal, column.partition("_")[0]) is not None}),
    LIMITED, JUDGED, BANDS)
BEARINGS = st.lists(st.builds(Bearing, NAME, NAME, TEXT, st.none() | st.integers(3, 200)), min_size=1, max_size=3)
NAMEPLATES = st.lists(st.builds(PlateLine, WORD, NAME), min_size=1, max_size=3, unique_by=lambda line: line.name)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
PLANS = st.lists(st.builds(
    lambda name, note, schedule, soon: Upkeep(name, note=note, **schedule, **soon), NAME, TEXT, st.one_of(
        st.fixed_dictionaries({"every_days": st.integers(1, 36_500), "due_on": DAYS}),
        st.fixed_dictionaries({"every_h": st.floats(0.1, 1e6), "due_at_h": st.floats(0, 1e7)}),
        st.fixed_dictionaries({"every_months": st.integers(1, 1200), "due_on": DAYS, "every_h": st.floats(0.1, 1e6),
                               "due_at_h": st.floats(0, 1e7)})),
    st.fixed_dictionaries({"soon_days": st.integers(0, 36_500), "soon_h": st.floats(0, 1e6)})),
    min_size=1, max_size=3, unique_by=lambda one: one.name.lower())
PHONE = st.sampled_from(["+49 30 23125 017", "4711", "(030) 23125-0", "+1 231 555 0142 ext. 12"])
CONTACTS = st.lists(st.builds(Contact, NAME, NAME, PHONE, st.none() | st.just("o'x+y@plant.example"), TEXT,
                              st.sampled_from([None, "no", "pt-BR"])), min_size=1, max_size=3).map(tuple)
# Files are written: how long that takes on a busy machine says nothing.
SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MILL = Place("mill", "Mill", "site", time_zone="Europe/Berlin")


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    site, machine, signal = draw(SITES), draw(MACHINES), draw(SIGNALS)
    return Fleet(places={"mill": MILL, site.key: site}, machines={machine.key: machine},
                 devices={"d1": Device("d1", machine.key, draw(TEXT), draw(TEXT))}, signals={signal.path: signal},
                 contacts={Owner("place", "mill"): draw(CONTACTS), Owner("machine", machine.key): draw(CONTACTS)},
                 bearings={Owner("machine", machine.key): tuple(draw(BEARINGS))},
                 nameplates={Owner("machine", machine.key): tuple(draw(NAMEPLATES))},
                 maintenance={Owner("machine", machine.key): tuple(draw(PLANS))})


def read_back(found: Content) -> Fleet:
    made = plan(Fleet(), found.rows)
    assert found.problems + made.problems == []
    return Fleet(places={place.key: place for place in made.places.needed()},
                 machines={machine.key: machine for machine in made.machines.needed()},
                 devices={device.id: device for device in made.devices.needed()},
                 signals={signal.path: signal for signal in made.signals.needed()},
                 contacts=made.contacts.needed(), bearings=made.bearings.needed(),
                 nameplates=made.nameplates.needed(), maintenance=made.maintenance.needed())


@SETTINGS
@given(fleets())
def test_what_is_written_as_yaml_is_read_back_exactly(fleet: Fleet) -> None:
    with TemporaryDirectory() as folder:
        disk.write_yaml(Path(folder) / "fleet.yaml", fleet)
        assert read_back(disk.content(Path(folder) / "fleet.yaml")) == fleet


@SETTINGS
@given(fleets())
def test_what_is_written_as_csv_is_read_back_exactly(fleet: Fleet) -> None:
    with TemporaryDirectory() as folder:
        disk.write_folder(Path(folder), fleet)
        assert read_back(disk.content(Path(folder))) == fleet


@SETTINGS
@given(NAME)
def test_other_programs_read_the_same_text(text: str) -> None:
    assert yaml.safe_load(f"[{scalar(text)}]") == [text]


@pytest.mark.parametrize("text", [
    "yes", "No", "null", "007", "1e5", "12:30", "a: b", "#1", " a", "=x", "2026-01-01"])
def test_text_that_means_something_else_in_yaml_is_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'


@pytest.mark.parametrize("text", [
    "Hood exhaust fan 3", "Europe/Berlin", "m/s2", "SN-4", "Fan (old)", "Müller"])
def test_plain_text_stays_plain(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(("value", "text"), [(50.0, "50"), (4.5, "4.5"), (0.1, "0.1"), (-3.0, "-3")])
def test_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text


def test_parents_come_before_children_and_devices_that_wait_stay_out(tmp_path: Path) -> None:
    fleet = Fleet(places={"a": Place("a", "A", "line", parent="mill"), "mill": MILL},
                  devices={"new": Device("new", None)}, signals={"new/x": Signal("new", "x")})
    disk.write_yaml(tmp_path / "fleet.yaml", fleet)
    text = (tmp_path / "fleet.yaml").read_text()
    assert text.index("key: mill") < text.index("key: a")
    assert "new" not in text
    disk.write_folder(tmp_path / "csv", fleet)
    assert "new" not in (tmp_path / "csv" / "signals.csv").read_text()
