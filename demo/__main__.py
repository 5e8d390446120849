"""``python -m demo``: everything a stack needs, on this machine, until Ctrl-C."""

import argparse
import os
import signal
import sys
from pathlib import Path

from demo import launch
from demo.errors import sentence
from demo.folder import Folder
from demo.run import Run
from domain.errors import DomainError

VAR = Path(__file__).parents[1] / "var"


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; return 0 after an orderly end, 1 after one sentence on why it could not start."""
    asked = _parser().parse_args(arguments)
    try:
        run = Run(Folder(asked.folder), machines=asked.machines, simulate=asked.simulate, say=_say)
        _listen(run)
        run.main()
    except DomainError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(sentence(error, fallback_path=str(asked.folder)), file=sys.stderr)
    else:
        return 0
    return 1


def _listen(run: Run) -> None:
    """End in order on Ctrl-C, kill, and a closed terminal, unless nohup has asked to outlive that."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    for number in numbers:
        signal.signal(number, lambda *_: run.ask_to_stop())
    if "MAKELEVEL" in os.environ:
        launch.end_with(os.getppid(), signal.SIGTERM)   # make is not there any more to pass a signal on


def _say(line: str) -> None:
    """Print a line at once; a terminal that has been closed must not keep us from stopping."""
    try:
        print(line, flush=True)
    except OSError:
        sys.stdout = None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m demo", description="A whole stack with a simulated fleet.")
    parser.add_argument("--machines", type=int, default=60, help="size of the simulated fleet (60)")
    parser.add_argument("--without-simulator", dest="simulate", action="store_false",
                        help="no simulated fleet: for your own sensors")
    parser.add_argument("--folder", type=Path, default=VAR, help="where data and logs are kept (var)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
