"""``python -m bench [scenario ...]``: measures and appends to bench/history.csv; without a name, everything."""

import importlib
import sys

from bench import record

SCENARIOS = ("fleet_import", "ingest_rate", "ingest_full_table", "alarm_rate", "judging_plans", "fleet_query",
             "trend_query", "chart_marks", "search", "forms", "cold_charts", "page_load", "alarm_latency",
             "telling_latency", "settings_latency", "rollout", "upload", "picture_list", "report", "memory")


def main() -> int:
    """Run the named scenarios."""
    names = sys.argv[1:] or list(SCENARIOS)
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        print(f"There is no scenario {', '.join(unknown)}; there are {', '.join(SCENARIOS)}.", file=sys.stderr)
        return 1
    for name in names:
        print(name, flush=True)
        record.append(name, importlib.import_module(f"bench.{name}").run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
