"""When is the demo ready? When the web app answers and shows what a sensor has just said."""

from datetime import datetime
from http.client import HTTPConnection, HTTPException

from db.connect import open_connection
from db.sql import Queries

SQL = Queries(__file__)


def web_answers(port: int) -> bool:
    """Tell whether the web app says it is healthy."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def ingest_listens(database_url: str, *, since: datetime) -> bool:
    """Tell whether the ingest process started after ``since`` has subscribed."""
    return _holds("ingest_listens", database_url, since)


def readings_are_in(database_url: str, *, since: datetime) -> bool:
    """Tell whether a reading taken after ``since`` has come all the way to the state of a machine."""
    return _holds("readings_are_in", database_url, since)


def _holds(query: str, database_url: str, since: datetime) -> bool:
    with open_connection(database_url, name="demo") as conn:
        return conn.execute(SQL[query], {"since": since}).fetchone() is not None
