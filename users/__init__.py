"""People who may sign in, from the command line: ``python -m users``."""
