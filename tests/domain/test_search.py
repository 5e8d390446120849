"""What is typed becomes words, and of what was found the answering facts are told."""

from domain.search import Found, asked, telling


def found(*facts: str) -> Found:
    return Found("machine", 7, "Fan", False, "healthy", "fan", None, ["Mill"], facts, None, None)


def test_words_are_small_each_once_and_nothing_is_nothing():
    assert asked("  Hood  FAN hood ").words == ("hood", "fan")
    assert asked(" \0 ") is None
    assert len(asked("a " * 50 + "b c d e f g h").words) <= 6


def test_a_telephone_number_is_one_word_however_it_is_grouped():
    assert asked("+49 (30) 23125-017").words == ("+493023125017",)
    assert asked("4711").words == ("4711",)


def test_the_facts_that_answer_are_told():
    assert telling(found("fan-3", "SN 4711-08", "Ventaro"), asked("4711 ventaro")) == ["SN 4711-08", "Ventaro"]
    assert telling(found("+49 30 23125 017"), asked("3023125")) == ["+49 30 23125 017"]
    assert telling(found("fan-3"), asked("mill")) == []


def test_each_kind_leads_to_its_page():
    contact = Found("contact", 1, "Ada", False, None, None, None, ["Mill"], [], None, 4)
    assert contact.href == "/places/4"
    assert found().href == "/machines/7"
    assert Found("device", 3, "sim", False, None, None, None, [], [], None, None).href == "/devices/3"
    assert Found("contact", 1, "Ada", False, None, None, None, [], [], 9, None).href == "/machines/9"
