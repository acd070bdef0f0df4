#!/bin/sh
# Prints the best Python of 3.13, 3.12, 3.11 that really runs. A name on the path proves nothing: a version
# manager's shim of a version that is not active exits 127, so every candidate is started once.
for minor in 13 12 11; do
  for candidate in "python3.$minor" "$HOME/.pyenv/versions/3.$minor".*/bin/python "${PYENV_ROOT:-/nonexistent}/versions/3.$minor".*/bin/python python3; do
    if found=$("$candidate" -c "import sys, venv, ensurepip; sys.version_info[:2] == (3, $minor) or sys.exit(1); print(sys.executable)" 2>/dev/null); then
      echo "$found"
      exit 0
    fi
  done
done
echo "shopsight needs Python 3.11, 3.12 or 3.13 with venv (Debian: apt-get install python3-venv); none was found" >&2
exit 1
