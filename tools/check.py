"""``python -m tools.check``: run all tests on both editions of the database, those in the browser beside all others.

A browser mostly waits, and the others mostly reckon: side by side they take little longer than the longer half. Each
half has servers and databases of its own. The output of the browser's half is held back until the other is done.
"""

import subprocess
import sys
import tempfile

_BROWSER = ("tests/e2e", "-p", "no:cacheprovider")
_OTHERS = ("--edition=both", "--ignore=tests/e2e")


def main() -> int:
    """Return 0 if both halves passed, otherwise the first exit code of pytest that tells of a failure."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as held_back:
        browser = subprocess.Popen(_command(*_BROWSER), stdout=held_back, stderr=subprocess.STDOUT)
        try:
            others = subprocess.run(_command(*_OTHERS), check=False).returncode
            codes = [others, browser.wait()]
        finally:
            browser.terminate()
        held_back.seek(0)
        sys.stdout.writelines(held_back)
    return next((code for code in codes if code), 0)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "--durations=10", *arguments]


if __name__ == "__main__":
    sys.exit(main())
