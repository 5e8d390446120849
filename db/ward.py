"""The ward round and the fleet page: how the machines are, worst first, and what their small charts show."""

from dataclasses import dataclass
from datetime import datetime

from db.connect import Connection
from db.sql import Queries
from domain.spark import Bucket
from domain.state import Condition, Reason, Running, Trust

SQL = Queries(__file__)
# A search is planned for its own words: the one plan for all of them is ten times slower for most.


@dataclass(frozen=True, slots=True)
class Version:
    """What the screens compare; ``judged_at`` is the judge's last sign of life.

    ``fleet`` grows with every change of the fleet and of the pictures that stand for machines.
    """

    seq: int
    fleet: int
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a person looks for: machines of one site (by key; None: all) in whose texts all words occur."""

    site: str | None = None
    words: tuple[str, ...] = ()

    def patterns(self) -> list[str] | None:
        """Return the words for ILIKE, None without any."""
        escaped = [word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in self.words]
        return [f"%{word}%" for word in escaped] or None


@dataclass(frozen=True, slots=True)
class Troubled:
    """One machine that is not healthy; ``places`` from the site down, values in ``unit``."""

    machine_id: int
    seq: int
    name: str
    type: str
    places: list[str]
    zone: str
    condition: Condition
    running: Running
    trust: Trust
    since: datetime
    reason: Reason
    signal_id: int | None
    signal: str | None
    unit: str | None
    value: float | None
    limit: float | None
    per_day: float | None
    others: int
    data_at: datetime | None
    has_case: bool
    plan: str | None


@dataclass(frozen=True, slots=True)
class Healthy:
    """One healthy machine of a site."""

    site: str
    machine_id: int
    seq: int
    name: str
    type: str
    places: list[str]
    zone: str
    running: Running
    trust: Trust
    since: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """One site with the number of its machines by condition; what is missing to ``machines`` is unknown."""

    key: str
    name: str
    machines: int
    critical: int
    warning: int
    advisory: int
    healthy: int

    @property
    def unknown(self) -> int:
        """Return how many machines nobody can tell about, or has judged yet."""
        return self.machines - self.critical - self.warning - self.advisory - self.healthy


@dataclass(frozen=True, slots=True)
class Extremes:
    """The last day of one signal; ``limit`` is the first it has of high, high-high, low, low-low."""

    signal_id: int
    interval_s: float
    limit: float | None
    buckets: list[Bucket]


def version(conn: Connection) -> Version:
    """Return what is newest. A number appears only with what it numbers: it is read from the rows."""
    row = conn.execute(SQL["version"]).fetchone()
    return Version(*row) if row else Version(0, 0, None)


def troubled(conn: Connection, search: Search, *, most: int) -> list[Troubled]:
    """Return the worst machines that are not healthy, worst first."""
    wanted = {"site": search.site, "words": search.patterns(), "most": most}
    rows = conn.execute(SQL["troubled"], wanted, prepare=False)
    return [Troubled(number, seq, name, kind, places, zone, Condition(condition), Running(running), Trust(trust), since,
                     Reason(reason), *rest)
            for number, seq, name, kind, places, zone, condition, running, trust, since, reason, *rest in rows]


def healthy(conn: Connection, search: Search, *, sites: list[str], most: int) -> list[Healthy]:
    """Return healthy machines of these sites, at most ``most`` of each."""
    wanted = {"sites": sites, "words": search.patterns(), "most": most}
    return [Healthy(site, number, seq, name, kind, places, zone, Running(running), Trust(trust), since)
            for site, number, seq, name, kind, places, zone, running, trust, since
            in conn.execute(SQL["healthy"], wanted, prepare=False)]


def sites(conn: Connection, search: Search) -> list[Site]:
    """Return all sites by name, counting the machines that fit the words."""
    rows = conn.execute(SQL["sites"], {"words": search.patterns()}, prepare=False)
    return [Site(*row) for row in rows]


def critical_machines(conn: Connection) -> int:
    """Return how many machines are critical in the whole fleet."""
    row = conn.execute(SQL["critical_machines"]).fetchone()
    return int(row[0]) if row else 0


def sparks(conn: Connection, signals: list[int], *, start: datetime, fine_from: datetime,
           end: datetime) -> list[Extremes]:
    """Return the extremes of signals: by the hour from ``start``, by ten minutes from ``fine_from`` to ``end``.

    Needs: start and fine_from on full hours. Signals that do not exist are left out.
    """
    found: dict[int, Extremes] = {}
    for signal_id, interval_s, limit, *bucket in conn.execute(
            SQL["sparks"], {"signals": signals, "from": start, "fine_from": fine_from, "to": end}):
        extremes = found.setdefault(signal_id, Extremes(signal_id, interval_s, limit, []))
        if bucket[0] is not None:
            extremes.buckets.append(Bucket(*bucket))
    return list(found.values())
