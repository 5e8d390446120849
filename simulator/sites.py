"""The invented plants in which simulated machines stand: sites, lines, what stands there, who made it."""

from dataclasses import dataclass

from simulator.catalogue import MachineType

_M, _P, _C, _F = MachineType.MOTOR, MachineType.PUMP, MachineType.COMPRESSOR, MachineType.FAN
Role = tuple[str, MachineType]


@dataclass(frozen=True, slots=True)
class LineKind:
    """A kind of line, and the machines that a line of it is made of, in the order in which they are added."""

    key: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """One plant. ``standard_offset_h`` is its zone's offset from UTC in winter; shifts go by it all year."""

    key: str
    name: str
    time_zone: str
    standard_offset_h: int
    address: str
    latitude: float
    longitude: float
    lines: tuple[LineKind, ...]


SITES = (
    Site("nordwerk", "Nordwerk Paper Mill", "Europe/Berlin", 1, "Am Kalkhafen 12, 28237 Bremen, Germany",
         53.122, 8.742, (
             LineKind("pm", "Paper machine", (
                 ("Hood exhaust fan", _F), ("Press section drive", _M), ("White water pump", _P),
                 ("Vacuum compressor", _C), ("Dryer section drive", _M), ("Fan pump", _P),
                 ("Supply air fan", _F))),
             LineKind("stock", "Stock preparation", (
                 ("Refiner motor", _M), ("Pulper pump", _P), ("Agitator motor", _M), ("Broke pump", _P))),
             LineKind("boiler", "Boiler house", (
                 ("Forced draught fan", _F), ("Feedwater pump", _P), ("Induced draught fan", _F),
                 ("Instrument air compressor", _C), ("Condensate pump", _P))))),
    Site("alder", "Alder Valley Dairy", "Europe/London", 0, "Mill Lane 4, Yeovil BA20, United Kingdom",
         50.941, -2.637, (
             LineKind("dry", "Spray dryer", (
                 ("Atomiser drive", _M), ("Exhaust fan", _F), ("Concentrate pump", _P),
                 ("Inlet air fan", _F))),
             LineKind("chill", "Chilled water", (
                 ("Ammonia compressor", _C), ("Chilled water pump", _P), ("Condenser fan", _F),
                 ("Brine pump", _P), ("Screw compressor", _C))),
             LineKind("fill", "Filling hall", (
                 ("Conveyor drive", _M), ("Homogeniser motor", _M), ("Packaging air compressor", _C),
                 ("Rinse pump", _P))))),
    Site("serra", "Serra Azul Waterworks", "Europe/Lisbon", 0,
         "Estrada da Barragem 30, 2600 Vila Franca de Xira, Portugal", 38.955, -8.989, (
             LineKind("intake", "Raw water intake", (
                 ("Raw water pump", _P), ("Screen drive", _M), ("Transfer pump", _P))),
             LineKind("treat", "Treatment", (
                 ("Aeration blower", _F), ("Backwash pump", _P), ("Flocculator drive", _M),
                 ("Scour air compressor", _C))),
             LineKind("boost", "Booster station", (
                 ("Booster pump", _P), ("High lift pump", _P), ("Ventilation fan", _F))))),
    Site("lakeside", "Lakeside Foundry", "America/Detroit", -5, "2100 Harbor Street, Muskegon, MI 49441, USA",
         43.233, -86.265, (
             LineKind("melt", "Melt shop", (
                 ("Fume extraction fan", _F), ("Cooling water pump", _P), ("Furnace tilt motor", _M),
                 ("Combustion air fan", _F))),
             LineKind("mould", "Moulding line", (
                 ("Sand mixer motor", _M), ("Shakeout motor", _M), ("Mould line compressor", _C),
                 ("Dust collector fan", _F))),
             LineKind("finish", "Finishing shop", (
                 ("Shot blast motor", _M), ("Dust extraction fan", _F), ("Plant air compressor", _C),
                 ("Hydraulic cooler pump", _P))))),
)

MAKERS: dict[MachineType, tuple[tuple[str, str], ...]] = {
    _M: (("Ostermann Antriebe", "OA"), ("Lindqvist Drives", "LQ"), ("Harrow & Pike", "HPM")),
    _P: (("Torvane Pumps", "TV"), ("Aquaforge", "AF"), ("Brunnmeister", "BM")),
    _C: (("Kesselring Druckluft", "KD"), ("Airmoor", "AM")),
    _F: (("Ventaro", "VR"), ("Nordbris Fans", "NB"), ("Calder Airflow", "CA")),
}
SENSOR_MODELS = ("SN-4", "SN-4W", "SN-6")
