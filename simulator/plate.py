"""What stands on the plates of the invented machines, which bearings they run in, and how people group them."""

from typing import Any

import numpy as np

from simulator import noise
from simulator.catalogue import MachineType
from simulator.fleet import Machine

# How the sites are found, by their key.
DIRECTIONS = {
    "nordwerk": "Gate 2, sign in with the guard. Paper machines straight on, stock preparation behind the silos, the "
                "boiler house at the water.",
    "alder": "Delivery entrance in Mill Lane. Hair net and shoe covers at the door; the chillers have their own yard.",
    "serra": "Up the dam road to the second barrier. The key of the intake hangs in the control room.",
    "lakeside": "Truck gate at the end of Harbor Street. Helmet and safety shoes from the gate on; ask for the shift "
                "foreman.",
}
_FIRST_YEAR, _YEARS = 1994, 30
_BEARING_MAKERS = ("Ballmark", "Rollwerk", "Kugelin")
# By rated power in kW: the bearing of the drive end, that of the other end, and how many balls or rollers they have.
_BEARINGS = ((30, ("6309-2Z/C3", 8), ("6308-2Z/C3", 8)), (75, ("6313/C3", 8), ("6313/C3", 8)),
             (160, ("6316/C3", 8), ("6314/C3", 8)), (1e9, ("NU 322 ECP", 14), ("6322/C3", 8)))
_MOUNTINGS = {MachineType.MOTOR: "IM B3", MachineType.PUMP: "horizontal, on a base frame",
              MachineType.COMPRESSOR: "on a skid with dampers", MachineType.FAN: "on spring isolators"}
_PLATES: dict[MachineType, tuple[tuple[str, tuple[str, ...]], ...]] = {
    MachineType.MOTOR: (("IP code", ("IP55", "IP56")), ("Insulation class", ("F", "H")),
                        ("Efficiency class", ("IE3", "IE4")),
                        ("Voltage", ("400 V", "690 V"))),
    MachineType.PUMP: (("Head", ("32 m", "48 m", "65 m")), ("Impeller diameter", ("310 mm", "355 mm", "400 mm"))),
    MachineType.COMPRESSOR: (("Working pressure", ("8 bar", "10 bar")), ("Oil", ("ISO VG 46", "ISO VG 68"))),
    MachineType.FAN: (("Pressure", ("1.8 kPa", "2.6 kPa", "4.1 kPa")), ("Balance quality", ("G 6.3", "G 2.5"))),
}
_TAGS = ("spare in store", "24 h operation", "ATEX zone 22", "oil analysis", "maker's service contract")
_OFTEN = 0.2


def entry(machine: Machine, *, seed: int) -> dict[str, Any]:
    """Return the fields of the fleet file, always the same for one machine."""
    draw = noise.uniform(noise.keys(seed, [machine.number]), np.arange(200, 215))
    lines = {name: choices[int(draw[2 + place] * len(choices))]
             for place, (name, choices) in enumerate(_PLATES[machine.type])}
    tags = [tag for tag, chance in zip(_TAGS, draw[8:], strict=False) if chance < _OFTEN]
    return {"year": _FIRST_YEAR + int(draw[0] * _YEARS), "mounting": _MOUNTINGS[machine.type], "tags": tags,
            "nameplate": lines, "bearings": _bearings(machine, maker=_BEARING_MAKERS[int(draw[1] * 3)])}


def _bearings(machine: Machine, *, maker: str) -> list[dict[str, Any]]:
    pair = next(ends for most_kw, *ends in _BEARINGS if machine.rated_power_kw <= most_kw)
    return [{"location": location, "designation": designation, "maker": maker, "rolling_elements": count}
            for location, (designation, count) in zip(("drive end", "non-drive end"), pair, strict=True)]
