"""What tells that the database cannot be reached or does not answer in time; worth a new try later."""

import psycopg

# Includes psycopg_pool.PoolTimeout and the statement timeout.
DatabaseSilentError = psycopg.OperationalError
