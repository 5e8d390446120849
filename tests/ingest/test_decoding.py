"""Decoding: what a batch says, and what is refused."""

import pytest

from db.connect import open_connection
from domain.rejection import Reason
from ingest.catalog import Catalog
from ingest.decoding import Bounds, Decoder
from ingest.inbox import Message
from ingest.refusals import KEPT_A_MINUTE, KEPT_IN_ALL_A_MINUTE, Refusals
from services.arrivals import Memory

NOW_US = 1_782_907_200_000_000
DAY_US = 86_400_000_000


@pytest.fixture
def catalog(conn):
    return Catalog(conn, Memory(), most_discovered=3)


@pytest.fixture
def decoder(catalog):
    return Decoder(catalog, topic_root="stethos/v1/t", bounds=Bounds(1000, 600_000_000, 365, values_per_s=5))


def _message(payload, *, device="d1", channel="telemetry", at_us=NOW_US):
    return Message(f"stethos/v1/t/{device}/{channel}".encode(), payload, at_us, None)


def _reasons(batch):
    return [refusal.reason for refusal in batch.refusals]


def test_values_are_converted_to_the_stored_unit(decoder):
    batch = decoder.decode([
        _message(b'{"signals":{"t":{"unit":"[degF]"},"v":{"unit":"mm/s"}}}', channel="about"),
        _message(b'{"ts":1782907200000,"values":{"t":212,"v":3}}'), _message(b'{"values":{"v":4}}')])
    assert batch.readings.value.tolist() == [pytest.approx(100), 3, 4]
    assert batch.readings.quality.tolist() == [192, 192, 192]
    assert not batch.refusals


def test_qualities_stand_beside_their_values_and_null_is_bad(decoder):
    batch = decoder.decode([_message(b'{"values":{"a":1,"b":2,"c":null},"quality":{"b":500}}')])
    assert batch.readings.quality.tolist() == [192, 500, 0]


def test_a_time_too_far_in_the_future_or_past_is_refused(decoder):
    later, ancient = NOW_US // 1000 + 601_000, (NOW_US - 366 * DAY_US) // 1000
    batch = decoder.decode([_message(b'{"ts":%d,"values":{"a":1}}' % ts) for ts in (later, later - 2000, ancient, 17)])
    assert _reasons(batch) == [Reason.FUTURE_TIME, Reason.ANCIENT_TIME, Reason.ANCIENT_TIME]
    assert len(batch.readings) == 1


def test_one_impossible_time_refuses_the_whole_message(decoder):
    batch = decoder.decode([_message(b'{"samples":[{"values":{"a":1}},{"ts":17,"values":{"a":1}}]}')])
    assert (_reasons(batch), len(batch.readings)) == ([Reason.ANCIENT_TIME], 0)


def test_a_message_too_large_is_refused_before_it_is_read(decoder):
    assert _reasons(decoder.decode([_message(b"x" * 1001)])) == [Reason.TOO_LARGE]


def test_waiting_devices_are_bounded_in_number(decoder):
    batch = decoder.decode([_message(b'{"values":{"a":1}}', device=f"d{n}") for n in range(5)])
    assert _reasons(batch) == [Reason.TOO_MANY_DEVICES] * 2
    assert len(batch.heard) == 3


def test_signals_of_a_device_are_bounded_in_number(decoder):
    many = b'{"samples":[{"values":{%b}}]}' % b",".join(b'"n%d":1' % n for n in range(60))
    roomy = Bounds(100_000, 600_000_000, 365, 1000)
    batch = Decoder(decoder._catalog, topic_root="stethos/v1/t", bounds=roomy).decode(
        [_message(many.replace(b'"n', b'"%d' % n)) for n in range(4)])
    assert _reasons(batch) == [Reason.TOO_MANY_SIGNALS]


def test_a_device_in_a_loop_is_refused_beyond_its_rate_and_heard_again_later(decoder):
    batch = decoder.decode([_message(b'{"values":{"a":%d}}' % n, at_us=NOW_US + n) for n in range(60)])
    assert len(batch.readings) == 50
    assert set(_reasons(batch)) == {Reason.TOO_FAST}
    assert len(decoder.decode([_message(b'{"values":{"a":1}}', at_us=NOW_US + 11_000_000)]).readings) == 1


def test_a_buffered_upload_may_be_faster_than_the_rate(decoder):
    upload = b'{"ts":[%b],"values":{"a":[%b]}}' % (b",".join(b"%d" % (1_782_900_000_000 + n) for n in range(40)),
                                                   b",".join(b"1" for _ in range(40)))
    batch = decoder.decode([_message(upload), _message(upload)])
    assert (len(batch.readings), batch.readings.live.any()) == (80, False)


@pytest.mark.parametrize("topic", [b"stethos/v1/t/d 1/telemetry", b"stethos/v1/t/d1/other", b"stethos/v1/t//telemetry",
                                   b"stethos/v1/other/d1/telemetry", b"\xff\xfe/telemetry",
                                   b"stethos/v1/t/d/x/telemetry"])
def test_a_topic_of_nobody_is_refused(decoder, topic):
    assert _reasons(decoder.decode([Message(topic, b'{"values":{"a":1}}', NOW_US, None)])) == [Reason.BAD_TOPIC]


@pytest.mark.parametrize(("about", "reason"), [
    (b'{"signals":{"t":{"unit":"furlong"}}}', Reason.UNKNOWN_UNIT),
    (b'{"signals":{"t":{"unit":"mm/s"}}}', Reason.UNIT_MISMATCH)])
def test_a_unit_that_cannot_be_used_refuses_the_description_whole(decoder, conn, about, reason):
    decoder.decode([_message(b'{"model":"one","signals":{"t":{"unit":"Cel"}}}', channel="about")])
    batch = decoder.decode([_message(about.replace(b'{"signals"', b'{"model":"two","signals"'), channel="about")])
    assert _reasons(batch) == [reason]
    assert conn.execute("SELECT model FROM device WHERE name = 'd1'").fetchone() == ("one",)


def test_a_cleared_retained_topic_says_nothing(decoder):
    batch = decoder.decode([_message(b"", channel="status"), _message(b"", channel="about")])
    assert (batch.messages, batch.rejected) == (2, 0)


def test_a_retained_message_is_understood_but_its_device_is_not_heard_by_it(decoder):
    message = _message(b'{"online":true}', channel="status")
    message.retained = True
    batch = decoder.decode([message])
    assert (len(batch.statuses), batch.heard) == (1, {})


def test_the_newest_status_of_a_batch_counts(decoder):
    batch = decoder.decode([_message(b'{"online":%b}' % online, channel="status") for online in (b"true", b"false")])
    assert [status.online for status in batch.statuses.values()] == [False]


def test_refusals_are_kept_up_to_a_number_and_then_only_counted(decoder):
    batch = decoder.decode([_message(b"{") for _ in range(KEPT_A_MINUTE + 7)])
    assert len(batch.refusals) == KEPT_A_MINUTE
    assert batch.unkept_refusals == {("d1", Reason.BAD_JSON): 7}
    assert batch.rejected == batch.messages == KEPT_A_MINUTE + 7


def test_all_refusals_together_are_bounded_and_the_next_minute_begins_anew():
    refusals = Refusals()
    kept = sum(refusals.keeps(f"d{n}", Reason.BAD_JSON, at_us=NOW_US) for n in range(KEPT_IN_ALL_A_MINUTE + 50))
    assert kept == KEPT_IN_ALL_A_MINUTE
    assert refusals.keeps("d1", Reason.BAD_JSON, at_us=NOW_US + 60_000_000)


def test_what_people_change_is_understood_after_a_reload(catalog, conn):
    device = catalog.device("d1")
    catalog.shape(device, ("t",))
    conn.execute("UPDATE signal SET unit = 'Cel', wire_unit = 'K'")
    catalog.reload_if_changed()
    assert catalog.shape(catalog.device("d1"), ("t",)).offsets.tolist() == [-273.15]


def test_a_message_the_database_cannot_take_is_set_aside_alone(database, monkeypatch):
    from ingest import loop

    storing = loop.Storing(database, topic_root="stethos/v1/t", bounds=Bounds(1000, 600_000_000, 365, 1000),
                           most_discovered=10)
    store = loop.services.arrivals.store

    def picky(conn, batch, memory, *, now):
        if 13.0 in batch.readings.value:
            conn.execute("SELECT 'x'::integer")
        return store(conn, batch, memory, now=now)

    monkeypatch.setattr(loop.services.arrivals, "store", picky)
    storing.store([_message(b'{"ts":%d,"values":{"a":%d}}' % (1_782_907_000_000 + n, n)) for n in range(20)])
    storing.conn.close()
    with open_connection(database, name="test") as conn:
        assert conn.execute("SELECT count(*) FROM readings").fetchone() == (19,)
        assert conn.execute("SELECT reason, payload FROM rejected_message").fetchall() == [
            ("not_storable", b'{"ts":1782907000013,"values":{"a":13}}')]
