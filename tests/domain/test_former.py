from datetime import UTC, datetime, timedelta

from domain.former import Former, Removal, former

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ADA = {"role": "Shift lead", "name": "Ada", "phone": "4711"}
TIMO = {"role": "Keeper", "name": "Timo", "phone": "12"}


def ago(days, *before, by="Vera"):
    return Removal(NOW - timedelta(days=days), by, before)


def test_who_was_removed_is_told_with_when_and_by_whom_the_last_first():
    found = former([ago(1, TIMO), ago(5, TIMO, ADA, by=None)], [])
    assert found == [Former(TIMO, NOW - timedelta(days=1), "Vera"), Former(ADA, NOW - timedelta(days=5), None)]


def test_who_is_there_was_not_removed_also_with_another_number_or_in_capitals():
    assert former([ago(1, ADA, TIMO)], [{"role": " shift lead", "name": "ADA", "phone": "1"}, TIMO]) == []


def test_one_who_was_changed_and_then_removed_stands_as_he_was_last():
    found = former([ago(1, {**TIMO, "phone": "13"}), ago(2, TIMO)], [])
    assert [one.values["phone"] for one in found] == ["13"]


def test_only_so_many_are_told():
    removals = [ago(day, {"role": "r", "name": str(day)}) for day in range(50)]
    assert [one.values["name"] for one in former(removals, [], most=3)] == ["0", "1", "2"]
