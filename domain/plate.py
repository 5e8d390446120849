"""What stands on a machine's nameplate beyond its main fields, and the rolling bearings on its shaft."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlateLine:
    """One line of a nameplate as it stands there: ``IP code``, ``IP55``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Bearing:
    """A rolling bearing: where it sits (drive end), and its designation (6312-2Z/C3)."""

    location: str
    designation: str
    maker: str | None = None
    rolling_elements: int | None = None
