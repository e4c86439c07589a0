#!/bin/bash
# Everything but a database: "setup.sh run", or "setup.sh dev" with the tools for testing. Fast where it is done already.
source "$(dirname "$0")/lib.sh"
purpose=${1:-run}

step "Python packages" bash "$PROJECT/scripts/venv.sh" "$purpose"
step "Odoo 19.0" bash "$PROJECT/scripts/odoo.sh"
"$PY" "$PROJECT/scripts/settings.py" >/dev/null
step "PostgreSQL" "$PY" "$PROJECT/scripts/postgres.py" start
step "programs of the system" bash "$PROJECT/scripts/tools.sh" "$purpose"
