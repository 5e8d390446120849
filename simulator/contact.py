"""The invented people of the simulated plants. Their numbers are reserved for fiction: nobody is called.

Source: the drama numbers of the Bundesnetzagentur (030 23125 ...) and Ofcom (020 7946 0..., 01632 960...), and
555-01.. of the North American numbering plan; domains under .example (RFC 2606).
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Contact:
    """One person or desk, as a fleet file names it."""

    role: str
    name: str
    phone: str | None = None
    email: str | None = None
    hours: str | None = None
    language: str | None = None

    def entry(self) -> dict[str, Any]:
        """Return it as an entry of a fleet file, without what it leaves out."""
        return {name: value for name, value in asdict(self).items() if value is not None}


_ALWAYS, _OFFICE = "at all hours", "Mon to Fri, 7 to 16"
OF_SITE = {
    "nordwerk": (
        Contact("Shift lead", "Erika Mustermann", "+49 30 23125 017", "shift@nordwerk.example", _ALWAYS, "de"),
        Contact("Condition monitoring", "Max Mustermann", "+49 30 23125 044", "cm@nordwerk.example", _OFFICE, "de")),
    "alder": (
        Contact("Control room", "Joe Bloggs", "+44 1632 960 017", "control@alder-valley.example", _ALWAYS, "en-GB"),
        Contact("Maintenance planner", "Jane Doe", "+44 1632 960 044", "planner@alder-valley.example", _OFFICE,
                "en-GB")),
    "serra": (
        Contact("Operator on call", "Fulano de Tal", "+44 20 7946 0017", "turno@serra-azul.example", _ALWAYS, "pt"),
        Contact("Water quality", "Beltrana de Tal", None, "laboratorio@serra-azul.example", _OFFICE, "pt")),
    "lakeside": (
        Contact("Maintenance supervisor", "John Q. Public", "+1 231 555 0117", "supervisor@lakeside.example",
                "shifts 1 and 2", "en-US"),
        Contact("Gate, nights", "Richard Roe", "+1 231 555 0144 ext. 12", None, "nights and weekends", "en-US")),
}
OF_MAKER = {
    maker: Contact("Maker's service", f"{maker} hotline", f"+49 30 23125 1{number:02d}", None, _OFFICE, "en-GB")
    for number, maker in enumerate((
        "Ostermann Antriebe", "Lindqvist Drives", "Harrow & Pike", "Torvane Pumps", "Aquaforge", "Brunnmeister",
        "Kesselring Druckluft", "Airmoor", "Ventaro", "Nordbris Fans", "Calder Airflow"), start=40)
}
