"""The form of a signal: what it measures, what can be, how often it comes, whether its machine runs by it."""

from collections.abc import Mapping, Sequence

import language
from components import placing_words
from components.form import Field, Group, Sheet
from domain.fleet import DEFAULT_INTERVAL_S
from domain.fleet_form import Consequences, Known, Opened
from domain.fleet_rules import UNITS_OF_KIND
from domain.unit import Kind
from language import _, ngettext

_URL = "/live/forms/signal"
_WITH_A_BAND = (Kind.VIBRATION_VELOCITY_RMS.value, Kind.VIBRATION_ACCELERATION_RMS.value)


def new(known: Known, *, device_id: int) -> Sheet:
    """Return the form of a signal that a device sends, or will send."""
    every_s = known.told_interval_s or DEFAULT_INTERVAL_S
    values = {"device": known.device, "kind": Kind.OTHER.value, "interval_s": f"{every_s:g}", "runs": "false"}
    title = _("New signal of {device}").format(device=known.device)
    return Sheet(title, _URL, f"/devices/{device_id}", _groups(known, values, is_new=True), values)


def edit(found: Opened, known: Known, *, takes: Consequences) -> Sheet:
    """Return the form of a signal that is there."""
    values = found.form.values
    title = _("Edit {name}").format(name=values["title"] or values["name"])
    return Sheet(title, _URL, f"/signals/{found.id}/limits", _groups(known, values, is_new=False), values, {}, found.id,
                 found.version, _retiring(takes))


def _groups(known: Known, values: Mapping[str, str], *, is_new: bool) -> Sequence[Group]:
    quantity = _quantity(known, values.get("unit", ""))
    groups = [Group(_("What it measures"), [*_identity(is_new=is_new), *quantity, *_band()]),
              Group(_("What can be"), _range(),
                    note=_("A reading beyond this is the sensor's trouble, not the machine's.")),
              Group(_("How often it comes"), _rhythm(known))]
    if known.machine is not None:
        groups.append(Group(_("Whether the machine runs"), _running(known.machine, values),
                            note=_runs_by(known.machine, known.runs_by)))
    return groups


def _identity(*, is_new: bool) -> list[Field]:
    return [
        Field("title", _("Title"), hint=_("As people call it; empty: by its name")),
        Field("device", _("Device"), "fixed"),
        Field("name", _("Name on the wire"), "text" if is_new else "fixed", required=is_new,
              hint=_("Under which the device sends it; it never changes") if is_new else ""),
    ]


def _quantity(known: Known, unit: str) -> list[Field]:
    kinds = [(kind, name) for kind, name, _unit in placing_words.kinds()]
    units = sorted({one for found in UNITS_OF_KIND.values() for one in found or ()})
    if known.is_measured:
        hint = _("Its readings are stored in this unit: it cannot be changed any more.")
        if unit and language.unit(unit) != unit:
            hint = _("Shown as {unit}.").format(unit=language.unit(unit)) + " " + hint
    else:
        hint = _("In which readings are stored; once there are some it cannot be changed any more. As in mm/s, Cel, "
                 "bar, %")
    if known.wire_unit:
        hint += " " + _("The device sends {unit}, which is converted.").format(unit=language.unit(known.wire_unit))
    return [Field("kind", _("Measures"), "choice", required=True, choices=kinds),
            Field("unit", _("Unit"), "fixed" if known.is_measured else "text", hint=hint, suggest=units)]


def _band() -> list[Field]:
    when = ("kind", _WITH_A_BAND)
    return [Field("band_from_hz", _("Band from"), "number", unit="Hz", when=when),
            Field("band_to_hz", _("Band to"), "number", unit="Hz", when=when,
                  hint=_("The frequencies the sensor counts; needed for zones of ISO 20816"))]


def _range() -> list[Field]:
    return [Field("minimum", _("Lowest possible value"), "number", hint=_("In the unit of the signal")),
            Field("maximum", _("Highest possible value"), "number", hint=_("In the unit of the signal")),
            Field("stuck_after_s", _("Stuck after"), "number", unit="s",
                  hint=_("A value that stays exactly the same for so long is not believed; empty: it may"))]


def _rhythm(known: Known) -> list[Field]:
    hint = _("Late after one and a half of it, silent after three")
    if known.told_interval_s is not None:
        hint = _("The device says that it sends every {interval}. What stands here follows when it says something "
                 "else, if it is the same.").format(interval=language.duration(known.told_interval_s))
    return [Field("interval_s", _("Expected every"), "number", unit="s", hint=hint)]


def _running(machine: str, values: Mapping[str, str]) -> list[Field]:
    warns = values["runs"] == "true"
    hint = _("Without that nobody can tell whether {machine} runs.").format(machine=machine) if warns else ""
    return [Field("runs", _("The machine runs by this signal"), "flag", hint=hint),
            Field("running_above", _("Runs above"), "number", hint=_("In the unit of the signal"),
                  when=("runs", ["true"]))]


def _runs_by(machine: str, other: str | None) -> str:
    if other is None:
        return _("{machine} runs while one of its signals is above a value.").format(machine=machine)
    return _("{machine} is known to run by another signal now: {signal}.").format(machine=machine, signal=other)


def _retiring(takes: Consequences) -> list[str]:
    told = [_("It is not judged, expected or counted any more, and its limits rest. Its history stays and can be "
              "drawn, and what the device still sends is added to it.")]
    if takes.runs:
        told.insert(0, _("{machine} is known to run by this signal. Nobody can tell any more whether it runs, until "
                         "another signal is chosen for that.").format(machine=takes.runs))
    if takes.alarms:
        told.append(ngettext("{count} alarm that is on ends; it stays to be acknowledged.",
                             "{count} alarms that are on end; they stay to be acknowledged.", takes.alarms))
    return [*told, _("It can be restored.")]
