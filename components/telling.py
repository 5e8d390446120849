"""The telling page: its frame, which assets/pages/telling.js fills, and the words of its forms."""

import json
from typing import Any

from dash import html

import language
from components import telling_words
from components.attributes import attributes
from domain.telling_form import MOST_STEPS, SHORTEST_SECRET
from language import _, number


def frame(*, may_change: bool) -> Any:
    """Return the frame; ``may_change``: rules and channels have buttons."""
    return html.Section([
        html.H1(_("Telling people")),
        html.P(_("Who is told of which alarms, by which channel, and when."), className="soft"),
        _part("rules", _("Rules"), _("Add a rule") if may_change else None),
        _part("channels", _("Channels"), _("Add a channel") if may_change else None),
        _part("people", _("People"), None),
        _part("messages", _("Last messages"), None),
    ], className="telling", **attributes(data_live="telling", data_words=json.dumps(_words(may_change=may_change))))


def _part(name: str, title: str, add: str | None) -> Any:
    head: list[Any] = [html.H2(title, id=f"telling-{name}-title")]
    if add:
        head.append(html.Button(add, type="button", className="btn btn-outline-secondary btn-sm",
                                **attributes(data_add=name)))
    skeleton = html.Li(html.Div("…", className="skeleton"), className="telling-line", **attributes(aria_hidden="true"))
    return html.Section([
        html.Div(head, className="telling-head"),
        html.P(hidden=True, className="soft", **attributes(data_note=name)),
        html.Ul([skeleton] * 2, className="telling-list", **attributes(data_part=name,
                                                                      aria_labelledby=f"telling-{name}-title")),
    ], className="panel telling-part", **attributes(aria_labelledby=f"telling-{name}-title"))


def _words(*, may_change: bool) -> dict[str, Any]:
    return {**_acts(may_change=may_change), "person": _person(), "channel": _channel(), "rule": _rule(),
            "failed": _("That did not reach the server. Try again."), "cancel": _("Cancel"), "save": _("Save"),
            "required": _("Needed."), "most_steps": MOST_STEPS}


def _acts(*, may_change: bool) -> dict[str, Any]:
    return {
        "may_change": may_change, "edit": _("Change"), "remove": _("Remove"), "test": _("Send a test"),
        "testing": _("Sending a test to you …"), "tested": _("The test has arrived at the server of the channel."),
        "test_failed": _("The test failed: {error}"),
        "test_slow": _("The test is still waiting; is the jobs process running?"),
        "remove_rule": _("Remove this rule?"), "remove_channel": _("Remove this channel?"), "off": _("switched off"),
        "last": _("Last message:"),
        "none": {"rules": _("No rules yet: nobody is told of any alarm."),
                 "channels": _("No channels yet. Add one, and send a test."), "people": "",
                 "messages": _("No messages yet.")},
    }


def _person() -> dict[str, str]:
    return {
        "title": _("How {name} is reached"), "email": _("E-mail"), "phone": _("Phone for text messages"),
        "zone": _("Time zone"), "zone_help": _("As in Europe/Berlin. Empty: that of the plant."),
        "quiet_from": _("Quiet from"), "quiet_to": _("Quiet until"),
        "quiet_help": _("Messages wait until the quiet hours end. Critical ones always come."),
        "budget": _("Messages an hour at most"),
        "budget_help": _("What is more is counted in one message. Critical ones always come."),
    }


def _channel() -> dict[str, Any]:
    return {
        "add": _("Add a channel"), "title": _("Change {name}"), "name": _("Name"), "kind": _("Kind"),
        "kinds": [["apprise", _("Apprise: e-mail, text message, Teams, Slack and more")],
                  ["webhook", _("Webhook: signed JSON")]],
        "address": _("Address"),
        "address_help": _("For example mailtos://user:password@mail.plant.example/?to={email} – {email}, {phone} and "
                          "{name} are those of the person."),
        "kept": _("It is never shown. Empty: it stays as it is."),
        "secret": _("Secret of the signature"),
        "secret_help": _("At least {count} characters. Empty: one is made for you, and shown once.").format(
            count=number(SHORTEST_SECRET, digits=0)),
        "secret_made": _("The secret that signs the messages of this channel. It is shown only now:"),
        "active": _("Switched on"), "close": _("I have kept it"),
    }


def _rule() -> dict[str, Any]:
    return {
        "add": _("Add a rule"), "title": _("Change {name}"), "name": _("Name"), "active": _("Switched on"),
        "least": _("Which alarms"), "priorities": telling_words.priorities(), "scope": _("Of what"),
        "everywhere": _("Everything"), "chosen": _("These places and machines"),
        "find": _("Find a place or a machine"), "nothing": _("Nothing found."), "drop": _("Remove {name}"),
        "steps": _("Whom, and after how long"), "steps_help": _("The next step is taken when nobody has acknowledged "
                                                               "the alarm after so many minutes since the first."),
        "who": _("Person"), "by": _("Channel"), "after": _("After min"), "choose": _("Choose"),
        "add_step": _("Add a step"), "drop_step": _("Remove step {number}"), "step": _("Step {number}"),
        "when": _("When"), "days": [[day, language.weekday(day)] for day in range(1, 8)], "from": _("From"),
        "to": _("Until"), "when_help": _("By the clock of each person. Outside of it messages wait; critical ones "
                                         "always come. No times: the whole day."),
        "remind": _("Remind every so many minutes"), "remind_help": _("While it stays bad and nobody has acknowledged "
                                                                      "it. Empty: never."),
    }
