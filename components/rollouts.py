"""The pages of changes to many devices: their frames, which scripts fill."""

import json
from typing import Any

from dash import html

from components import rollout_words
from components.attributes import attributes
from components.icons import icon
from domain.rollout import DEFAULT_SHARE
from language import _, number

SHARES = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0)


def rollouts(*, may_change: bool) -> Any:
    """Return the frame of the list of all changes."""
    new = html.A([icon("plus"), html.Span(_("Change devices"))], href="/new-rollout", className="btn btn-primary")
    return html.Section([
        html.Div([html.H1(_("Changes of many devices")), new if may_change else None], className="rollouts-head"),
        html.P(_("Settings go to one device first, then to a tenth, then to all. If too many refuse or stay overdue, "
                 "it stops by itself."), className="soft"),
        html.Ul(_skeleton(), className="rollouts-list", **attributes(data_part="list",
                                                                      aria_label=_("Changes, the newest first"))),
        html.P(_("Nobody has changed many devices at once yet."), hidden=True, className="rollouts-empty",
               **attributes(data_part="empty")),
    ], className="rollouts", **attributes(data_live="rollouts", data_words=json.dumps({
        "devices": _("Devices"), "by": _("{who}, {when}")})))


def rollout(rollout_id: int, *, may_change: bool) -> Any:
    """Return the frame of one change: what it sets, how it stands, its devices, what happened."""
    return html.Article([
        html.Div([html.Div([html.H1("…", **attributes(data_part="title")), html.P(className="soft", **attributes(
            data_part="about"))]), html.Span(className="state-mark skeleton", **attributes(data_part="status"))],
            className="rollout-head"),
        html.Section([
            html.P(className="rollout-awaited", role="status", **attributes(data_part="awaited")),
            html.Div(role="img", className="rollout-bar", **attributes(data_part="bar", aria_label=_("Progress"))),
            html.Div(className="rollout-counts", role="group", **attributes(data_part="counts",
                                                                            aria_label=_("Show only"))),
            html.Div(hidden=True, className="rollout-warnings", **attributes(data_part="warnings")),
            html.Div(className="rollout-acts", **attributes(data_part="acts")),
        ], className="panel rollout-state"),
        html.Section([html.H2(_("What changes")), html.Ul(className="rollout-groups", **attributes(
            data_part="groups"))], className="panel"),
        html.Section([html.H2(_("Devices")), html.Ul(_skeleton(), className="rollout-devices", **attributes(
            data_part="devices", aria_label=_("Devices and how they stand"))),
            html.Button(_("Show more"), type="button", hidden=True, className="btn btn-outline-secondary",
                        **attributes(data_part="more"))]),
        html.Section([html.H2(_("What happened")), html.Ol(className="rollout-history", **attributes(
            data_part="history"))]),
    ], className="rollout", **attributes(data_live="rollout", data_rollout=str(rollout_id),
                                         data_may_change="yes" if may_change else "",
                                         data_words=json.dumps(_words())))


def new() -> Any:
    """Return the frame of the form: choose devices, set fields, look at what would change."""
    return html.Section([
        html.Div([html.H1(_("Change many devices")), html.P(className="soft", role="status", **attributes(
            data_part="chosen"))], className="rollouts-head"),
        html.Section([html.H2(_("1. Choose devices")), _filters(),
                      html.Div([html.Button(type="button", className="btn btn-outline-secondary btn-sm",
                                            **attributes(data_part="all")),
                                html.Button(_("Choose none"), type="button",
                                            className="btn btn-outline-secondary btn-sm", **attributes(
                                                data_part="none"))], className="choice-all"),
                      html.Ul(_skeleton(), className="choice-list", **attributes(data_part="list", aria_label=_(
                          "Devices that fit"))),
                      html.P(className="soft", **attributes(data_part="more"))], className="panel"),
        html.Section([html.H2(_("2. Set fields")), html.P(_("Choose devices first."), className="soft", **attributes(
            data_part="fields-help")), html.Div(className="choice-fields", **attributes(data_part="fields"))],
            className="panel"),
        html.Section([html.H2(_("3. Look at what would change")), _terms(),
                      html.Button(_("Preview all differences"), type="button", className="btn btn-primary",
                                  disabled=True, **attributes(data_part="preview")),
                      html.P(_("A preview changes nothing; it is started on the next page."), className="soft")],
                     className="panel"),
    ], className="rollout-new", **attributes(data_live="rollout_new", data_words=json.dumps(_form_words())))


def _filters() -> Any:
    def choice(part: str, name: str, every: str) -> Any:
        return html.Label([html.Span(name, className="visually-hidden"),
                           html.Select([html.Option(every, value="")], className="form-select", **attributes(
                               data_part=part))])

    # A plain input, as the script alone reads it.
    return html.Div([
        html.Label([html.Span(_("Search"), className="visually-hidden"),
                    html.Div(icon("search"), className="devices-search", **attributes(
                        data_part="search", data_placeholder=_("Device, machine, place, model, gateway")))]),
        choice("model", _("Model"), _("All models")), choice("type", _("Machine"), _("All machines")),
        choice("place", _("Place"), _("All places")),
    ], className="choice-tools", role="search")


def _terms() -> Any:
    shares = [html.Option(_share(share), value=str(share)) for share in SHARES]
    return html.Div([
        html.Label([html.Span(_("Stops by itself when")), html.Select(
            shares, className="form-select", **attributes(data_part="share", data_value=str(DEFAULT_SHARE)))]),
        html.Label([html.Span(_("Why (stands in the history of each device)")), html.Div(**attributes(
            data_part="reason"))]),
    ], className="choice-terms")


def _share(share: float) -> str:
    if share == 0:
        return _("any device refuses or stays overdue")
    if share == 1:
        return _("never")
    return _("more than {share} refuse or stay overdue").format(share=number(share * 100, "%", digits=0))


def _skeleton() -> list[Any]:
    return [html.Li(html.Div("…", className="skeleton"), className="rollouts-loading",
                    **attributes(aria_hidden="true"))] * 3


def _words() -> dict[str, Any]:
    return {
        "outcomes": {name.value: rollout_words.mark(shown) for name, shown in rollout_words.OUTCOMES.items()},
        "every": _("All"), "machine": _("Machine"), "stack": _("Stethos"), "failed": _(
            "That did not work: there is no connection to the server."), "cancel": _("Cancel"),
        "warnings": _("This has consequences"), "consent": _("I have seen this and want it all the same."),
        "must": _("Tick the box first."), "required": _("Fill in this field."), "again": _("Look again"),
        "acts": {"start": _("Start"), "discard": _("Throw away"), "pause": _("Pause"), "resume": _("Resume"),
                 "roll_back": _("Roll back")},
        "asks": {
            "start": _("The first device gets its settings within seconds; the others follow in stages."),
            "discard": _("The preview is forgotten. Nothing was changed."),
            "resume": _("Devices that refuse or are overdue by now are not counted any more."),
            "roll_back": _("Each device that was given the settings gets its former values as a new revision. What "
                           "somebody has set otherwise since stays."),
        },
    }


def _form_words() -> dict[str, Any]:
    return {
        "all": _("Choose all {count} that fit"), "chosen": _("{count} chosen"), "more": _("{count} more fit."),
        "none": _("No device on a machine fits."), "no_settings": _("does not say what can be set"),
        "keep": _("leave as it is"), "on": _("on"), "off": _("off"), "no_limit": _("no limit"),
        "silent": _("{count} of them do not say what can be set and will be left out."),
        "no_common": _("These devices have no setting in common. Choose devices of one model."),
        "choose_first": _("Choose devices first."), "fields": _("Only what you set here is changed."),
        "failed": _("That did not work: there is no connection to the server."),
    }
