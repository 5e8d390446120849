#!/bin/sh
# Makes .venv with a Python new enough, and installs what `run` or `test` needs; a moment if nothing has changed.
# Usage: tools/environment.sh demo|dev

set -eu
cd "$(dirname "$0")/.."

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in python3.13 python3.12 python3.11 python3 python3.14; do
        if command -v "$candidate" >/dev/null 2>&1 && usable "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

if ! { [ -f .venv/pyvenv.cfg ] && usable .venv/bin/python; }; then
    python=$(find_python)
    if [ -z "$python" ]; then
        echo "Stethos needs Python 3.11 or later; this machine has $(python3 --version 2>/dev/null || echo none)." \
             "Install it, for example by: apt-get install python3 python3-venv" >&2
        exit 1
    fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "$("$python" --version) comes without its venv module here." \
             "Install it, for example by: apt-get install python3-venv" >&2
        exit 1
    fi
    echo "Making .venv with $("$python" --version) ..."
    rm -rf .venv
    if ! complaint=$("$python" -m venv .venv 2>&1); then
        rm -rf .venv
        echo ".venv could not be made: $(echo "$complaint" | tail -n 1)" >&2
        exit 1
    fi
fi
exec .venv/bin/python tools/install.py "$1"
