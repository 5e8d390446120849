import json

from components.contacts import contacts
from domain.contact import Contact

LEAD = Contact("Shift lead", "Erika Mustermann", "+49 30 23125 017", "shift@nordwerk.example", "at all hours", "de",
               inherited_from="Nordwerk")
DESK = Contact("Service", "Hotline", phone="4711")


def _drawn(*found):
    return json.dumps(contacts(found), default=lambda part: part.to_plotly_json(), ensure_ascii=False)


def _links(part):
    """Return address and name of every link of a component tree."""
    if isinstance(part, (list, tuple)):
        return [link for one in part for link in _links(one)]
    props = part.to_plotly_json()["props"] if hasattr(part, "to_plotly_json") else {}
    own = [(props["href"], props["aria-label"])] if "href" in props else []
    return own + _links(props.get("children") or [])


def test_a_tap_calls_and_another_one_writes():
    assert _links(contacts([LEAD])) == [("mailto:shift@nordwerk.example", "Write to Erika Mustermann"),
                                        ("tel:+493023125017", "Call Erika Mustermann")]


def test_who_has_no_address_gets_no_button_for_it():
    assert _links(contacts([DESK])) == [("tel:4711", "Call Hotline")]


def test_hours_language_and_the_place_it_is_inherited_from_are_said():
    assert "at all hours · German · for all of Nordwerk" in _drawn(LEAD)


def test_the_number_stands_there_as_text_too():
    assert '"+49 30 23125 017"' in _drawn(LEAD)


def test_those_after_the_third_fold_out():
    drawn = _drawn(*[DESK] * 5)
    assert "2 more contacts" in drawn
    assert drawn.count("tel:4711") == 5
    assert "more contact" not in _drawn(DESK, DESK, DESK)


def test_where_nobody_is_named_it_says_where_to_name_them():
    assert "An admin can add contacts" in _drawn()
