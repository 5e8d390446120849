from babel.messages.pofile import read_po

from tools import messages


def test_the_template_for_translators_is_current():
    assert messages.TEMPLATE.read_text(encoding="utf-8") == messages.template(), "run: python -m tools.messages"


def test_it_holds_texts_from_pages_templates_errors_and_the_frame():
    with messages.TEMPLATE.open(encoding="utf-8") as file:
        known = {message.id for message in read_po(file)}
    assert {"Ward round", "Sign in to see your machines.", "Name or password is wrong.",
            "Offline – showing data from {time}", ("{count} day", "{count} days")} <= known
