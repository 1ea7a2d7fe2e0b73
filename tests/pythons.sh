#!/bin/sh
# The Pythons newer than 3.11 on this machine, one name a line: python3.12 ...
# --path NAME prints where one of them is. pyenv's shims are names that do not always start, so
# each is tried; versions that pyenv has installed count as present.

found() {
    if "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        command -v "$1"
        return
    fi
    for candidate in "${PYENV_ROOT:-$HOME/.pyenv}/versions/${1#python}".*/bin/python; do
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

if [ "$1" = --path ]; then
    found "$2"
    exit
fi
for name in python3.12 python3.13 python3.14 python3.15; do
    if [ -n "$(found "$name")" ]; then
        echo "$name"
    fi
done
