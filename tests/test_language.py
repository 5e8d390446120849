import json
import math
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from dash import html
from dash._utils import to_json

import language
from language import _, lazy

NOON = datetime(2026, 11, 22, 13, 2, 5, tzinfo=UTC)
SP = "\u00a0"


@pytest.mark.parametrize(("value", "unit", "shown"), [
    (7.42, "mm/s", f"7.4{SP}mm/s"), (61.23, "Cel", f"61.2{SP}°C"), (1480.3, "rpm", f"1,480{SP}rpm"),
    (0.354, "bar", f"0.35{SP}bar"), (0.0123, None, "0.012"), (0.0, "A", f"0{SP}A"), (98.44, "%", "98.4%"),
    (-3.26, "Cel", f"-3.3{SP}°C"), (123_456.7, None, "123,457"), (12.0, "m3/h", f"12.0{SP}m³/h"),
    (9.81, "m/s2", f"9.8{SP}m/s²"), (2.0, "[g]", f"2.0{SP}g"), (50.0, "Hz", f"50.0{SP}Hz"), (0.5, "1", "0.50"),
    (99.97, "kW", f"100{SP}kW"), (0.9996, None, "1.0"), (1e-12, None, "0.000000"), (0.0996, None, "0.100"),
])
def test_numbers_are_rounded_to_what_a_person_can_use(value, unit, shown):
    assert language.number(value, unit) == shown


@pytest.mark.parametrize("nothing", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_a_dash(nothing):
    assert language.number(nothing, "mm/s") == language.percent(nothing) == language.duration(nothing) == "–"


def test_digits_can_be_asked_for():
    assert language.number(7.0, "mm/s", digits=2) == f"7.00{SP}mm/s"
    assert language.number(1234.5, digits=0) == "1,234"


@pytest.mark.parametrize(("share", "shown"), [
    (1.0, "100%"), (0.99999, "99.9%"), (0.9876, "98.8%"), (0.5, "50.0%"), (0.00001, "0.1%"), (0.0, "0%")])
def test_only_what_is_complete_is_a_hundred_percent_and_only_nothing_is_zero(share, shown):
    assert language.percent(share) == shown


@pytest.mark.parametrize(("seconds", "shown"), [
    (0, "0 s"), (1, "1 s"), (119, "119 s"), (120, "2 min"), (3600, "60 min"), (7169, "119 min"), (7200, "2 h"),
    (35 * 3600, "35 h"), (36 * 3600, "2 days"), (86_400 * 729, "729 days"), (86_400 * 731, "2 years"), (-90, "90 s"),
    (1.0e9, "32 years")])
def test_durations_name_the_one_unit_that_matters(seconds, shown):
    assert language.duration(seconds) == shown.replace(" ", SP)


@pytest.mark.parametrize(("zone", "shown"), [
    ("Europe/Berlin", f"22 Nov 2026, 14:02{SP}CET"), ("America/New_York", f"22 Nov 2026, 08:02{SP}EST"),
    ("Asia/Singapore", f"22 Nov 2026, 21:02{SP}UTC+08:00"), ("Asia/Kolkata", f"22 Nov 2026, 18:32{SP}IST"),
    ("UTC", f"22 Nov 2026, 13:02{SP}UTC"), ("Pacific/Auckland", f"23 Nov 2026, 02:02{SP}NZDT")])
def test_times_are_those_of_the_plant_with_the_zone_named(zone, shown):
    assert language.moment(NOON, zone) == shown


def test_summer_and_winter_time_are_told_apart_in_the_hour_that_comes_twice():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert language.moment(first, "Europe/Berlin") == f"25 Oct 2026, 02:30{SP}CEST"
    assert language.moment(first + timedelta(hours=1), "Europe/Berlin") == f"25 Oct 2026, 02:30{SP}CET"
    assert language.zone_name("Europe/Berlin", first) == "CEST"


def test_seconds_days_and_machine_times():
    assert language.moment(NOON, "Europe/Berlin", seconds=True) == f"22 Nov 2026, 14:02:05{SP}CET"
    assert language.clock(NOON, "Europe/Berlin") == "14:02"
    assert language.day(NOON + timedelta(hours=11), "Europe/Berlin") == "23 Nov 2026"
    assert language.iso(NOON) == "2026-11-22T13:02:05Z"


@pytest.mark.parametrize(("passed_s", "shown"), [
    (0, "now"), (4, "now"), (-3, "now"), (60, f"60{SP}s ago"), (180, f"3{SP}min ago"), (-7200, f"in 2{SP}h")])
def test_how_long_ago_it_was(passed_s, shown):
    assert language.ago(NOON - timedelta(seconds=passed_s), NOON) == shown


def test_lists_read_like_a_sentence():
    assert [language.listed(["a", "b", "c"][:length]) for length in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_units_the_table_does_not_know_stand_as_they_are():
    assert language.unit("furlong/d") == "furlong/d"
    assert language.unit("Cel") == "°C"


@pytest.mark.parametrize(("wanted", "accepted", "spoken"), [
    (None, [], "en"), ("en", ["de"], "en"), (None, ["en-US", "de"], "en"), (None, ["xx", "tlh-KX"], "en"),
    ("de", [], "en"), (None, ["*"], "en"), (None, ["../../etc"], "en")])
def test_a_language_is_chosen_that_is_spoken(wanted, accepted, spoken):
    assert language.choose(wanted, accepted) == spoken


def test_lazy_texts_are_translated_where_they_are_shown(monkeypatch):
    title = lazy("Ward round")
    monkeypatch.setattr(language, "_catalog", lambda _code: _German())
    assert str(title) == "Visite"
    assert json.loads(to_json(html.P(title)))["props"]["children"] == "Visite"
    assert lazy("a < b").__html__() == "a &lt; b"


def test_counts_take_the_right_form_in_every_language(monkeypatch):
    assert language.ngettext("{count} machine", "{count} machines", 1) == "1 machine"
    assert language.ngettext("{count} machine", "{count} machines", 1200) == "1,200 machines"
    monkeypatch.setattr(language, "_catalog", lambda _code: _German())
    assert language.ngettext("{count} machine", "{count} machines", 2) == "2 Maschinen"


def test_another_language_brings_its_own_numbers(monkeypatch):
    from babel import Locale
    monkeypatch.setitem(language.LOCALES, "de", Locale("de", "DE"))
    with language.use("de"):
        assert language.number(1234.5, "mm/s", digits=1) == f"1.234,5{SP}mm/s"
        assert language.percent(0.5) == f"50,0{SP}%"
        assert language.day(NOON, "Europe/Berlin") == "22.11.2026"
        assert language.tag() == "de-DE"
    assert language.current() == "en"


def test_each_thread_speaks_its_own_language(monkeypatch):
    monkeypatch.setitem(language.LOCALES, "de", language.LOCALES["en"])
    heard: list[str] = []
    with language.use("de"):
        other = Thread(target=lambda: heard.append(language.current()))
        other.start()
        other.join()
        assert language.current() == "de"
    assert heard == ["en"]


def test_the_browser_is_told_the_same_words():
    words = language.browser_words()
    assert words["day"] == {"one": "{count} day", "other": "{count} days"}
    assert words["units"]["Cel"] == "°C"
    assert words["percent"] == "%"
    assert _("no such text") == "no such text"


class _German:
    def gettext(self, message: str) -> str:
        return {"Ward round": "Visite"}.get(message, message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return "{count} Maschine" if count == 1 else "{count} Maschinen"
