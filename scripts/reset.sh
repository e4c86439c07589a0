#!/bin/bash
# Deletes the database and its files, after asking.
source "$(dirname "$0")/lib.sh"
[ -x "$PY" ] || fail "Nothing is set up yet, so there is nothing to reset."
if [ "${CONFIRM:-}" != yes ]; then
    [ -t 0 ] || fail "Reset asks before it deletes. Without a keyboard: make reset CONFIRM=yes"
    read -r -p "Delete the database ${DB:-mdq} and all its files for good? Type yes: " answer
    [ "$answer" = yes ] || fail "Nothing was deleted."
fi
"$PY" "$PROJECT/scripts/postgres.py" start
"$PY" "$PROJECT/scripts/server.py" stop
"$PY" "$PROJECT/scripts/database.py" drop "${DB:-mdq}"
say "the database ${DB:-mdq} is gone; make run makes it anew"
