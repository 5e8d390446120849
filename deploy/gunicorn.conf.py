"""How gunicorn serves the web app: ``gunicorn -c deploy/gunicorn.conf.py app:server``.

Two processes with eight threads each; a process is replaced after some thousand requests. Behind a proxy that
ends TLS, gunicorn takes its word for https only from FORWARDED_ALLOW_IPS (127.0.0.1 unless set).
"""

import logging
import os
import sys

bind = f"127.0.0.1:{os.environ.get('STETHOS_WEB_PORT', '8050')}"
worker_class = "gthread"
workers = 2
threads = 8
worker_connections = 1000
keepalive = 75               # longer than the pause between two looks at a live list
timeout = 30
graceful_timeout = 10
max_requests = 200_000       # half an hour of 200 screens: leaks of libraries stay small
max_requests_jitter = 20_000
control_socket_disable = True   # its default path is the same for every server on the machine
accesslog = None


def on_starting(_arbiter: object) -> None:
    """Log one JSON object a line, as all processes do; stop with one sentence if a setting is wrong.

    What is imported here is shared by the workers; nothing is opened before they part.
    """
    import app  # here, because gunicorn takes the names at the top of this file for settings
    import config
    import journal
    from domain.errors import ConfigError

    try:
        settings = config.load()
        app.check(settings)
    except ConfigError as error:
        sys.exit(str(error))
    journal.start(settings.log_level, process="web")
    own = logging.getLogger("gunicorn.error")
    own.handlers.clear()
    own.propagate = True
