"""``python -m demo.broker FILE.toml``: the embedded broker as a process, until it is ended."""

import logging
import sys


def main(path: str) -> None:
    """Serve until SIGTERM; rumqttd itself has no way to stop."""
    from iotcore import IotCoreBroker

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)   # it calls every packet an error
    IotCoreBroker(config_path=path).run_forever()


if __name__ == "__main__":
    main(sys.argv[1])
