"""Pictures and documents of machines and places: added, worded, arranged, removed and brought back, by whom may."""

from datetime import timedelta

import pytest

import db.audit
import db.documents
import db.owners
import db.pictures
from domain.document_error import NoTitleError, TooManyDocumentsError
from domain.errors import ChangedMeanwhileError, NotFoundError
from domain.owner import By, DoubledError, GoneError, LongTextError, NotYoursError, Owner, OwnerKind
from domain.picture import Picture, TooManyPicturesError
from services import documents, pictures
from services.documents import DOCUMENTS
from services.pictures import PICTURES
from tests import alarm_rows as rows
from tests.alarm_rows import NOW


def some(name="a"):
    return Picture(4, 3, name.encode(), b"thumbnail", b"small")


@pytest.fixture
def eva(conn):
    return By(rows.person(conn, "eva", full_name="Eva Berg"), False, NOW)


@pytest.fixture
def ben(conn):
    return By(rows.person(conn, "ben"), False, NOW)


@pytest.fixture
def ada(conn):
    return By(rows.person(conn, "ada", role="admin"), True, NOW)


@pytest.fixture(params=OwnerKind)
def owner(conn, request):
    machine = rows.machine(conn)
    place = conn.execute("SELECT place_id FROM machine WHERE id = %s", (machine,)).fetchone()[0]
    return Owner(request.param, machine if request.param is OwnerKind.MACHINE else place)


def shown(conn, owner):
    return [(one.id, one.caption) for one in db.pictures.of_owner(conn, owner)]


def trail(conn, owner):
    return [(one.action, one.before, one.after)
            for one in db.audit.history(conn, object=owner.kind.value, object_id=owner.id)]


def test_pictures_stand_in_the_order_in_which_they_came_and_the_trail_says_who_added_them(conn, owner, eva, ben):
    first = pictures.add(conn, owner, some("a"), by=eva, caption=" The\nseal\0 ")
    second = pictures.add(conn, owner, some("b"), by=ben)
    assert shown(conn, owner) == [(first, "The seal"), (second, "")]
    assert [one.by for one in db.pictures.of_owner(conn, owner)] == ["Eva Berg", "ben"]
    assert trail(conn, owner) == [("picture_added", None, {"picture": second, "caption": ""}),
                                  ("picture_added", None, {"picture": first, "caption": "The seal"})]
    assert db.owners.zone(conn, owner) == "Europe/Berlin"


def test_of_two_of_the_same_picture_one_is_kept(conn, owner, eva):
    first = pictures.add(conn, owner, some(), by=eva)
    with pytest.raises(DoubledError):
        pictures.add(conn, owner, some(), by=eva)
    PICTURES.remove(conn, first, by=eva)
    again = pictures.add(conn, owner, some(), by=eva)
    with pytest.raises(DoubledError):
        PICTURES.restore(conn, first, by=eva)
    assert [number for number, _ in shown(conn, owner)] == [again]


def test_the_first_is_the_face_and_anybody_may_choose_another(conn, eva, ben):
    owner = Owner(OwnerKind.MACHINE, rows.machine(conn))
    numbers = [pictures.add(conn, owner, some(name), by=eva) for name in "abc"]
    before = conn.execute("SELECT last_value FROM face_change").fetchone()[0]
    fleet = conn.execute("SELECT last_value FROM fleet_change").fetchone()[0]
    wanted = [numbers[2], numbers[0], numbers[1]]
    pictures.arrange(conn, owner, wanted, by=ben)
    assert [number for number, _ in shown(conn, owner)] == wanted
    assert db.pictures.faces(conn, [owner.id, 999_999])[owner.id].id == numbers[2]
    assert db.pictures.faces(conn, []) == {}
    assert conn.execute("SELECT last_value FROM face_change").fetchone()[0] > before
    assert conn.execute("SELECT last_value FROM fleet_change").fetchone()[0] == fleet
    assert trail(conn, owner)[0] == ("pictures_arranged", {"pictures": numbers}, {"pictures": wanted})


@pytest.mark.parametrize("change", [lambda ids: ids[:-1], lambda ids: [*ids, 999_999], lambda ids: ids + ids,
                                    lambda ids: []])
def test_an_order_of_other_pictures_than_are_there_is_refused(conn, owner, eva, change):
    numbers = [pictures.add(conn, owner, some(name), by=eva) for name in "ab"]
    with pytest.raises(ChangedMeanwhileError):
        pictures.arrange(conn, owner, change(numbers), by=eva)


def test_only_who_added_it_or_an_admin_words_removes_and_restores(conn, owner, eva, ben, ada):
    number = pictures.add(conn, owner, some(), by=eva)
    for refused in (lambda: PICTURES.set_text(conn, number, "x", by=ben),
                    lambda: PICTURES.remove(conn, number, by=ben)):
        with pytest.raises(NotYoursError):
            refused()
    PICTURES.set_text(conn, number, "Drive end", by=ada)
    PICTURES.set_text(conn, number, "Drive end", by=eva)
    PICTURES.remove(conn, number, by=eva)
    PICTURES.remove(conn, number, by=eva)
    assert shown(conn, owner) == []
    assert [one.id for one in db.pictures.removed(conn, owner)] == [number]
    with pytest.raises(NotFoundError):
        db.pictures.content(conn, number, size="image")
    assert db.pictures.content(conn, number, size="small", with_removed=True)[0] == b"small"
    PICTURES.restore(conn, number, by=ada)
    PICTURES.restore(conn, number, by=ada)
    assert shown(conn, owner) == [(number, "Drive end")]
    assert [action for action, *_ in trail(conn, owner)] == ["picture_restored", "picture_removed", "picture_changed",
                                                             "picture_added"]


def test_what_lost_its_bytes_does_not_come_back(conn, owner, eva):
    number = pictures.add(conn, owner, some(), by=eva)
    PICTURES.remove(conn, number, by=eva)
    conn.execute("UPDATE picture SET image = NULL, thumbnail = NULL, small = NULL")
    with pytest.raises(GoneError):
        PICTURES.restore(conn, number, by=eva)
    assert db.pictures.removed(conn, owner) == []


def test_there_is_an_end_to_pictures_and_words_and_nothing_is_kept_for_nobody(conn, owner, eva):
    with pytest.raises(LongTextError):
        pictures.add(conn, owner, some(), by=eva, caption="x" * 201)
    with pytest.raises(NotFoundError):
        pictures.add(conn, Owner(owner.kind, 999_999), some(), by=eva)
    for number in range(60):
        pictures.add(conn, owner, some(str(number)), by=eva)
    with pytest.raises(TooManyPicturesError):
        pictures.add(conn, owner, some("more"), by=eva)
    for change in (lambda: PICTURES.set_text(conn, 999_999, "x", by=eva),
                   lambda: PICTURES.remove(conn, 999_999, by=eva)):
        with pytest.raises(NotFoundError):
            change()


def text(words=b"notes", *, name="My_notes.exe", title=""):
    return documents.prepared(words, name=name, title=title)


def test_a_document_is_kept_as_it_came_under_a_safe_name_and_its_title(conn, owner, eva):
    number = documents.add(conn, owner, text(), by=eva)
    listed = db.documents.of_owner(conn, owner)[0]
    assert (listed.title, listed.file_name, listed.size_bytes, listed.by) == ("My notes", "My_notes.txt", 5, "Eva Berg")
    assert db.documents.content(conn, number) == text()
    with pytest.raises(DoubledError):
        documents.add(conn, owner, text(title="Other"), by=eva)
    assert text(title="Plan\u00a0B").title == "Plan B"


def test_a_document_is_renamed_removed_and_brought_back_by_whom_may(conn, owner, eva, ben, ada):
    number = documents.add(conn, owner, text(), by=eva)
    for refused in (lambda: DOCUMENTS.set_text(conn, number, "x", by=ben),
                    lambda: DOCUMENTS.remove(conn, number, by=ben)):
        with pytest.raises(NotYoursError):
            refused()
    with pytest.raises(NoTitleError):
        DOCUMENTS.set_text(conn, number, "  ", by=eva)
    DOCUMENTS.set_text(conn, number, "Oil", by=ada)
    DOCUMENTS.remove(conn, number, by=By(eva.user_id, False, NOW + timedelta(hours=1)))
    with pytest.raises(NotFoundError):
        db.documents.content(conn, number)
    with pytest.raises(NotFoundError):
        DOCUMENTS.set_text(conn, number, "x", by=eva)
    assert [one.title for one in db.documents.removed(conn, owner)] == ["Oil"]
    DOCUMENTS.restore(conn, number, by=eva)
    assert [one.title for one in db.documents.of_owner(conn, owner)] == ["Oil"]
    assert [action for action, *_ in trail(conn, owner)] == [
        "document_restored", "document_removed", "document_changed", "document_added"]


def test_there_is_an_end_to_documents(conn, owner, eva):
    for number in range(100):
        documents.add(conn, owner, text(str(number).encode()), by=eva)
    with pytest.raises(TooManyDocumentsError):
        documents.add(conn, owner, text(b"more"), by=eva)
