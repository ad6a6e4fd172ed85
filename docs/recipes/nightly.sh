#!/usr/bin/env bash
# Keyturn from cron, for one tenant:
#
#   nightly.sh TENANT [contract|start]
#
# The settings of the tenant are in ~/keyturn/TENANT/.env (TENANTS in place of ~/keyturn), and everything that is kept is next to
# them. The script is silent after a green night. Otherwise, it prints the end of the log, which cron sends by mail.
#
# Exit codes: that of the run (0, 1, 2, 130), or that of the sweep if only that failed, or 75 if the last run has not ended.
set -u
# What is written is for the owner only.
umask 077

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo 'Usage: nightly.sh TENANT [contract|start]' >&2
  exit 2
fi
command=${2:-contract}
folder=${TENANTS:-$HOME/keyturn}/$1
project=$(cd "$(dirname "$0")/../.." && pwd)
if [ ! -f "$folder/.env" ]; then
  echo "There are no settings at $folder/.env" >&2
  exit 2
fi

exec 9> "$folder/lock"
if ! flock --nonblock 9; then
  echo "The last run of $1 has not ended. Its log is in $folder/logs." >&2
  exit 75
fi

mkdir -p "$folder/logs"
log=$folder/logs/$(date -u +%Y-%m-%dT%H%M%SZ).log
export KEYTURN_ENV_FILE="$folder/.env"
export KEYTURN_STATE="$folder/state" KEYTURN_RESULTS="$folder/results" KEYTURN_HISTORY="$folder/history"
# Without colors in the log and in the mail.
export NO_COLOR=1
# So that no one is asked for a passcode.
export CI=true

cd "$project" || exit 2
# 9>&-: what they start must not keep the lock.
node bin/keyturn.mjs "$command" > "$log" 2>&1 9>&-
code=$?
node bin/keyturn.mjs sweep >> "$log" 2>&1 9>&-
swept=$?
if [ "$code" -eq 0 ]; then code=$swept; fi
if grep --quiet '^KEYTURN_NOTIFY_URL=' "$KEYTURN_ENV_FILE"; then
  node bin/keyturn.mjs notify --on change >> "$log" 2>&1 9>&- || echo 'The channel could not be notified.' >> "$log"
fi

# The newest 60 logs are kept. Their names sort by time.
find "$folder/logs" -name '*.log' | sort --reverse | tail --lines=+61 | while IFS= read -r old; do rm -- "$old"; done

if [ "$code" -ne 0 ]; then
  echo "$1: exit code $code. The end of $log:"
  echo
  tail --lines=40 "$log"
fi
exit "$code"
