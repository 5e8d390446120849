"""The wire format: what is understood, and the reason for everything that is not."""

from datetime import UTC, datetime

import pytest

from domain.rejection import Reason, RejectedError
from domain.twin import Origin, Report
from ingest import wire

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
AT_US = 1_782_907_200_000_000


@pytest.mark.parametrize("ts", [b'"2026-07-01T12:00:00Z"', b'"2026-07-01T14:00:00+02:00"', b"1782907200000",
                                b"1782907200000.0"])
def test_a_moment_may_be_iso_8601_with_zone_or_milliseconds(ts):
    told = wire.telemetry(b'{"ts":%b,"values":{"vibration":2.31,"temperature":61}}' % ts)
    assert told.live
    assert told.samples == [wire.Sample(AT_US, {"vibration": 2.31, "temperature": 61}, None)]


def test_microseconds_survive():
    assert wire.telemetry(b'{"ts":"2026-07-01T12:00:00.123456Z","values":{"a":1}}').samples[0].time_us == AT_US + 123456


def test_without_a_time_the_sample_has_none():
    assert wire.telemetry(b'{"values":{"a":1}}').samples[0].time_us is None


def test_buffered_samples_are_not_live():
    told = wire.telemetry(b'{"samples":[{"ts":1000,"values":{"a":1}},{"ts":2000,"values":{"b":null}}]}')
    assert not told.live
    assert [(s.time_us, s.values) for s in told.samples] == [(1_000_000, {"a": 1}), (2_000_000, {"b": None})]


def test_columns_are_samples_too():
    told = wire.telemetry(b'{"ts":[1000,2000],"values":{"a":[1,2],"b":[3,null]},"quality":{"a":[192,500]}}')
    assert [(s.time_us, s.values, s.quality) for s in told.samples] == [
        (1_000_000, {"a": 1, "b": 3}, {"a": 192}), (2_000_000, {"a": 2, "b": None}, {"a": 500})]


def test_unknown_keys_are_counted():
    assert wire.telemetry(b'{"values":{"a":1},"hello":1,"world":2}').ignored_keys == 2


@pytest.mark.parametrize(("payload", "reason"), [
    (b"", Reason.BAD_JSON), (b"{", Reason.BAD_JSON), (b"\xff\xfe", Reason.BAD_JSON),
    (b'{"values":{"a":NaN}}', Reason.BAD_JSON), (b'{"values":{"a":1e999}}', Reason.BAD_JSON),
    (b'{"values":{"a":Infinity}}', Reason.BAD_JSON),
    (b"[1]", Reason.WRONG_TYPE), (b'"x"', Reason.WRONG_TYPE), (b"{}", Reason.MISSING_VALUES),
    (b'{"ts":1000}', Reason.MISSING_VALUES), (b'{"values":{}}', Reason.MISSING_VALUES),
    (b'{"values":[1]}', Reason.WRONG_TYPE), (b'{"values":{"a":"1"}}', Reason.WRONG_TYPE),
    (b'{"values":{"a":true}}', Reason.WRONG_TYPE), (b'{"values":{"a":[1]}}', Reason.WRONG_TYPE),
    (b'{"ts":"yesterday","values":{"a":1}}', Reason.BAD_TIME),
    (b'{"ts":"2026-07-01T12:00:00","values":{"a":1}}', Reason.BAD_TIME),
    (b'{"ts":true,"values":{"a":1}}', Reason.BAD_TIME), (b'{"ts":1e300,"values":{"a":1}}', Reason.BAD_TIME),
    (b'{"samples":{}}', Reason.WRONG_TYPE), (b'{"samples":[]}', Reason.MISSING_VALUES),
    (b'{"samples":[5]}', Reason.WRONG_TYPE), (b'{"samples":[{"ts":1}]}', Reason.WRONG_TYPE),
    (b'{"ts":[1,2],"values":{"a":[1]}}', Reason.WRONG_TYPE), (b'{"ts":[],"values":{"a":[]}}', Reason.MISSING_VALUES),
    (b'{"ts":[1],"values":{}}', Reason.MISSING_VALUES),
    (b'{"values":{"a":1},"quality":{"a":100}}', Reason.BAD_QUALITY),
    (b'{"values":{"a":1},"quality":192}', Reason.BAD_QUALITY),
    (b'{"values":{"a":1},"quality":{"a":true}}', Reason.BAD_QUALITY),
    (b'{"ts":[1],"values":{"a":[1]},"quality":{"a":[]}}', Reason.BAD_QUALITY),
])
def test_what_cannot_be_used_is_rejected_with_its_reason(payload, reason):
    with pytest.raises(RejectedError) as caught:
        wire.telemetry(payload)
    assert caught.value.reason == reason
    assert caught.value.detail


def test_the_detail_says_where():
    with pytest.raises(RejectedError, match=r"samples\[1\]\.values\.b is a text, not a number"):
        wire.telemetry(b'{"samples":[{"values":{"a":1}},{"values":{"b":"2"}}]}')


def test_a_status_may_say_only_that_it_is_online():
    told = wire.status(b'{"online":false}', at=AT)
    assert (told.online, told.at, told.battery_pct) == (False, AT, None)


def test_a_status_says_battery_and_signal_strength():
    told = wire.status(b'{"online":true,"battery_pct":81,"rssi_dbm":-71,"gateway":"gw-7","firmware":"1.2"}', at=AT)
    assert (told.battery_pct, told.rssi_dbm, told.gateway, told.firmware) == (81.0, -71.0, "gw-7", "1.2")


@pytest.mark.parametrize("payload", [b"{}", b'{"online":1}', b'{"online":true,"battery_pct":"81"}',
                                     b'{"online":true,"firmware":"a\\u0000b"}'])
def test_a_wrong_status_is_rejected(payload):
    with pytest.raises(RejectedError) as caught:
        wire.status(payload, at=AT)
    assert caught.value.reason == Reason.WRONG_TYPE


def test_an_about_describes_signals():
    told = wire.about(b'{"model":"SN-4","signals":{"v":{"unit":"mm/s","kind":"vibration_velocity_rms","max":50}}}')
    assert told.model == "SN-4"
    assert [(s.name, s.unit, s.minimum, s.maximum) for s in told.signals] == [("v", "mm/s", None, 50.0)]


def test_an_about_with_an_impossible_signal_name_is_rejected():
    with pytest.raises(RejectedError) as caught:
        wire.about(b'{"signals":{"a b":{}}}')
    assert caught.value.reason == Reason.BAD_NAME


def test_an_event_needs_a_kind():
    assert wire.event(b'{"ts":1000,"kind":"boot","text":"cold"}') == wire.Event(1_000_000, "boot", "cold")
    with pytest.raises(RejectedError):
        wire.event(b'{"text":"x"}')


def test_a_report_of_settings_is_flat_with_its_numbers_and_its_source():
    report, document = wire.reported(
        b'{"revision":7,"settings":{"interval_s":30,"limits":{"v":{"high":4.5,"low":null}}},"source":"local",'
        b'"refused":{"limits":{"v":{"low":"cannot"}}},"boot":3,"seq":9,"more":[1]}')
    assert report == Report(7, {"interval_s": 30, "limits/v/high": 4.5, "limits/v/low": None},
                            {"limits/v/low": "cannot"}, Origin.LOCAL, 3, 9)
    assert document["more"] == [1]


@pytest.mark.parametrize("payload", [
    b'{"settings":{}}', b'{"revision":1}', b'{"revision":true,"settings":{}}', b'{"revision":1.5,"settings":{}}',
    b'{"revision":-1,"settings":{}}', b'{"revision":3000000000,"settings":{}}', b'{"revision":1,"settings":[]}',
    b'{"revision":1,"settings":{},"refused":"all"}', b'{"revision":1,"settings":{},"boot":"x"}',
    b'{"revision":1,"settings":{%b}}' % b",".join(b'"s%d":1' % n for n in range(1001)),
    b'{"revision":1,"settings":{"a":' + b'{"a":' * 40 + b"1" + b"}" * 41 + b"}"])
def test_what_is_no_report_is_refused(payload):
    with pytest.raises(RejectedError) as refused:
        wire.reported(payload)
    assert refused.value.reason is Reason.WRONG_TYPE


def test_a_description_nested_beyond_measure_is_refused():
    with pytest.raises(RejectedError):
        wire.about(b'{"x":' + b"[" * 900 + b"]" * 900 + b"}")


def test_a_device_says_when_it_wakes():
    assert wire.status(b'{"online":true,"wakes_in_s":600}', at=AT).wakes_in_s == 600
    assert wire.status(b'{"online":true,"wakes_in_s":0}', at=AT).wakes_in_s is None
