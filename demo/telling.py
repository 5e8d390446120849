"""``python -m demo.telling``: a channel to the demo's receiver, and one rule, unless there are rules already.

The address and the secret of the channel are in STETHOS_DEMO_RECEIVER and STETHOS_DEMO_SECRET.
"""

import os
import sys

import config
from db.connect import open_connection
from db.sql import Queries

SQL = Queries(__file__)
CHANNEL, RULE = "Demo receiver", "High and critical alarms"


def main() -> int:
    """Make the channel, or give it the address of today; make the rule once."""
    settings = config.load()
    with open_connection(settings.database_url, name="demo") as conn, conn.transaction():
        row = conn.execute(SQL["set_channel"], {"name": CHANNEL, "address": os.environ["STETHOS_DEMO_RECEIVER"],
                                                "secret": os.environ["STETHOS_DEMO_SECRET"]}).fetchone()
        conn.execute(SQL["insert_rule"], {"name": RULE, "channel_id": row[0] if row else None})
    return 0


if __name__ == "__main__":
    sys.exit(main())
