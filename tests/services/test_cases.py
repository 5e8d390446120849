"""Cases on the real database: owners, comments, pictures, and closing, by two people at once too."""

from datetime import timedelta

import pytest

import db.cases
from db.cases import Entry
from domain.alarm import Event
from domain.case import ClosedError, NobodyError, Outcome, OutcomeError, UnacknowledgedError
from domain.errors import ChangedMeanwhileError, NotFoundError
from domain.picture import Picture
from services import cases
from services.alarms import EmptyTextError, TooLongError
from tests import alarm_rows as rows
from tests.alarm_rows import NOW

PICTURE = Picture(4, 2, b"image", b"thumbnail", b"small")


@pytest.fixture
def eva(conn):
    return rows.person(conn, "eva")


@pytest.fixture
def pump(conn):
    return rows.machine(conn)


@pytest.fixture
def high(conn, pump):
    return rows.raised(conn, machine_id=pump, signal_id=rows.signal(conn, pump))


@pytest.fixture
def case(conn, pump, high):
    return rows.open_case(conn, pump, began_at=NOW)


def act(conn, case, user, *, version=None, now=NOW):
    seen = db.cases.locked(conn, case).version if version is None else version
    return cases.Act(case, user, now, seen)


def entries(conn, case):
    return conn.execute("SELECT kind, user_id, text, details FROM case_entry WHERE case_id = %s ORDER BY id",
                        (case,)).fetchall()


def close(conn, case, eva, **more):
    given = {"outcome": "confirmed_fault", "conclusion": "Bearing replaced"} | more
    cases.close(conn, act(conn, case, eva), **given)


def test_a_case_is_taken_handed_over_and_given_back(conn, case, eva):
    ben = rows.person(conn, "ben")
    for owner in (eva, ben, None, None):
        cases.set_owner(conn, act(conn, case, eva), owner)
    assert db.cases.locked(conn, case).owner_id is None
    assert [row[3] for row in entries(conn, case)] == [
        {"owner": eva, "before": None}, {"owner": ben, "before": eva}, {"owner": None, "before": ben}]


def test_of_two_who_take_it_at_once_the_second_is_told(conn, case, eva):
    ben = rows.person(conn, "ben")
    cases.set_owner(conn, act(conn, case, eva, version=1), eva)
    with pytest.raises(ChangedMeanwhileError):
        cases.set_owner(conn, act(conn, case, ben, version=1), ben)
    assert db.cases.locked(conn, case).owner_id == eva


def test_who_only_watches_or_is_kept_out_owns_no_case(conn, case, eva):
    viewer = rows.person(conn, "vera", role="viewer")
    gone = rows.person(conn, "gone")
    conn.execute("UPDATE users SET active = false WHERE id = %s", (gone,))
    for nobody in (viewer, gone, 7_000_000):
        with pytest.raises(NobodyError):
            cases.set_owner(conn, act(conn, case, eva), nobody)


def test_comments_are_kept_and_do_not_disturb_who_edits(conn, case, eva):
    cases.comment(conn, case, " Sounds like a bearing ", user_id=eva, now=NOW)
    assert entries(conn, case) == [("comment", eva, "Sounds like a bearing", {})]
    assert db.cases.locked(conn, case).version == 1
    with pytest.raises(EmptyTextError):
        cases.comment(conn, case, " ", user_id=eva, now=NOW)


def test_a_picture_is_kept_with_its_words(conn, case, eva):
    number = cases.add_picture(conn, case, PICTURE, Entry("picture", NOW, eva, "The seal"))
    assert db.cases.picture(conn, number, small=False) == b"image"
    assert db.cases.picture(conn, number, small=True) == b"thumbnail"
    assert entries(conn, case)[0][:3] == ("picture", eva, "The seal")
    with pytest.raises(NotFoundError):
        db.cases.picture(conn, number + 1, small=True)


def test_a_case_has_a_hundred_pictures_at_most(conn, case, eva, monkeypatch):
    monkeypatch.setattr(cases, "MOST_PICTURES", 1)
    cases.add_picture(conn, case, PICTURE, Entry("picture", NOW, eva))
    with pytest.raises(cases.TooManyPicturesError):
        cases.add_picture(conn, case, PICTURE, Entry("picture", NOW, eva))
    assert len(entries(conn, case)) == 1


def test_a_case_is_closed_with_what_it_was(conn, case, high, eva):
    rows.acknowledged(conn, high, eva)
    close(conn, case, eva)
    closed = db.cases.locked(conn, case)
    assert (closed.closed_at, closed.outcome, closed.conclusion) == (NOW, Outcome.CONFIRMED_FAULT, "Bearing replaced")
    assert entries(conn, case)[-1][0] == "closed"


def test_closing_acknowledges_nothing_silently(conn, case, high, eva):
    with pytest.raises(UnacknowledgedError):
        close(conn, case, eva)
    assert db.cases.locked(conn, case).is_open
    close(conn, case, eva, acknowledge_all=True)
    assert not db.cases.unacknowledged(conn, case)
    assert conn.execute("SELECT acknowledged_by FROM alarm WHERE id = %s", (high,)).fetchone() == (eva,)


def test_an_alarm_that_has_returned_has_to_be_acknowledged_too(conn, case, high, eva):
    rows.fact(conn, high, Event.CLEARED, at=NOW)
    with pytest.raises(UnacknowledgedError):
        close(conn, case, eva)


@pytest.mark.parametrize(("more", "error"), [
    ({"outcome": "whatever"}, OutcomeError), ({"outcome": ""}, OutcomeError), ({"conclusion": " "}, OutcomeError),
    ({"conclusion": "x" * 2001}, TooLongError)])
def test_closing_takes_an_outcome_and_a_sentence(conn, case, high, eva, more, error):
    rows.acknowledged(conn, high, eva)
    with pytest.raises(error):
        close(conn, case, eva, **more)


def test_who_saw_an_older_version_cannot_close_it(conn, case, high, eva):
    rows.acknowledged(conn, high, eva)
    cases.set_owner(conn, act(conn, case, eva), eva)
    with pytest.raises(ChangedMeanwhileError):
        cases.close(conn, act(conn, case, eva, version=1), outcome="process", conclusion="It was the mix")


def test_a_closed_case_is_read_only_and_the_next_alarm_opens_another(conn, pump, case, high, eva):
    rows.acknowledged(conn, high, eva)
    close(conn, case, eva)
    for change in (lambda: cases.comment(conn, case, "more", user_id=eva, now=NOW),
                   lambda: cases.set_owner(conn, act(conn, case, eva), eva),
                   lambda: cases.add_picture(conn, case, PICTURE, Entry("picture", NOW, eva)),
                   lambda: close(conn, case, eva)):
        with pytest.raises(ClosedError):
            change()
    assert rows.open_case(conn, pump, began_at=NOW + timedelta(days=1)) != case


def test_a_case_that_is_not_there_is_not_found(conn, eva):
    with pytest.raises(NotFoundError):
        cases.comment(conn, 7_000_000, "x", user_id=eva, now=NOW)
