#!/bin/bash
# From nothing to a running suite: what `make run` does.
source "$(dirname "$0")/lib.sh"
bash "$PROJECT/scripts/setup.sh" run
step "database and server" "$PY" "$PROJECT/scripts/server.py" run
