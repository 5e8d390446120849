"""The form of a device: what is entered of it, which machine it is on; all else it says itself."""

from collections.abc import Sequence

from components.form import Field, Group, Sheet
from domain.fleet_form import Consequences, Opened
from language import _, ngettext

_URL = "/live/forms/device"
_MACHINES = "/live/placing/machines"


def new(machine: str, *, name: str) -> Sheet:
    """Return the form of a device that has not said anything yet; its machine may be chosen already."""
    return Sheet(_("New device"), _URL, "/devices", _groups(machine, name, is_new=True), {"machine": machine})


def edit(found: Opened, machine: str, *, takes: Consequences) -> Sheet:
    """Return the form of a device that is there, on a machine of this name."""
    values = found.form.values
    groups = _groups(values["machine"], machine, is_new=False)
    return Sheet(_("Edit {name}").format(name=values["id"]), _URL, f"/devices/{found.id}", groups, values, {}, found.id,
                 found.version, _retiring(takes))


def _groups(machine: str, name: str, *, is_new: bool) -> Sequence[Group]:
    known = _("As on its case, and in the topics it speaks under. It never changes; another name is another device.")
    waits = _("Without one it waits to be placed.")
    moves = _("To move it, choose another: its signals and their history go with it.")
    return [
        Group(_("What it is"), [
            Field("id", _("Name on the wire"), "text" if is_new else "fixed", hint=known, required=is_new),
            Field("model", _("Model")), Field("serial_number", _("Serial number")),
        ], note=_("Its firmware, battery and gateway, and which settings it has, it says itself.")),
        Group(_("Where it is"), [
            Field("machine", _("Machine"), "choice", choices=[(machine, name)] if machine else [], find=_MACHINES,
                  hint=waits if is_new else f"{moves} {waits}"),
        ]),
    ]


def _retiring(takes: Consequences) -> list[str]:
    told = [_("The device leaves its machine for good, and its signals with it; their history stays. A device that "
              "replaces it, today or later, continues them.")]
    if takes.runs:
        told.append(_("{machine} is known to run by one of its signals: then nobody can tell whether it runs.").format(
            machine=takes.runs))
    if takes.alarms:
        told.append(ngettext("{count} alarm that is on ends; it stays to be acknowledged.",
                             "{count} alarms that are on end; they stay to be acknowledged.", takes.alarms))
    return [*told, _("It can be restored.")]
