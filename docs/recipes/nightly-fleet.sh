#!/usr/bin/env bash
# Keyturn from cron, for all tenants of a fleet file:
#
#   nightly-fleet.sh
#
# ~/keyturn (TENANTS in place of it) contains fleet.yaml, a folder for each tenant with its settings (acme/.env, which fleet.yaml names
# as its envFile), and optionally .env with what concerns all of them, such as KEYTURN_NOTIFY_URL. What is kept is next to them. The
# script is silent after a green night. Otherwise, it prints the end of the log, which cron sends by mail.
#
# Exit codes: that of the fleet (0, 1, 2, 130), or that of a sweep if only that failed, or 75 if the last fleet has not ended.
set -u
# What is written is for the owner only.
umask 077

folder=${TENANTS:-$HOME/keyturn}
project=$(cd "$(dirname "$0")/../.." && pwd)
if [ ! -f "$folder/fleet.yaml" ]; then
  echo "There is no fleet file at $folder/fleet.yaml" >&2
  exit 2
fi

exec 9> "$folder/lock"
if ! flock --nonblock 9; then
  echo "The last fleet has not ended. Its log is in $folder/logs." >&2
  exit 75
fi

mkdir -p "$folder/logs"
log=$folder/logs/$(date -u +%Y-%m-%dT%H%M%SZ).log
export KEYTURN_FLEET_FILE="$folder/fleet.yaml"
export KEYTURN_STATE="$folder/state" KEYTURN_RESULTS="$folder/results" KEYTURN_HISTORY="$folder/history"
# Otherwise, a .env in the project folder would be used.
KEYTURN_ENV_FILE=/dev/null
if [ -f "$folder/.env" ]; then KEYTURN_ENV_FILE=$folder/.env; fi
export KEYTURN_ENV_FILE
# Without colors in the log and in the mail.
export NO_COLOR=1
# So that no one is asked for a passcode.
export CI=true

cd "$project" || exit 2
# 9>&-: what they start must not keep the lock.
node bin/keyturn.mjs fleet > "$log" 2>&1 9>&-
code=$?
for settings in "$folder"/*/.env; do
  [ -f "$settings" ] || continue
  KEYTURN_ENV_FILE=$settings node bin/keyturn.mjs sweep >> "$log" 2>&1 9>&-
  swept=$?
  if [ "$code" -eq 0 ]; then code=$swept; fi
done
if grep --quiet '^KEYTURN_NOTIFY_URL=' "$KEYTURN_ENV_FILE"; then
  node bin/keyturn.mjs notify "$KEYTURN_RESULTS/fleet" --on change >> "$log" 2>&1 9>&- ||
    echo 'The channel could not be notified.' >> "$log"
fi

# The newest 60 logs are kept. Their names sort by time.
find "$folder/logs" -name '*.log' | sort --reverse | tail --lines=+61 | while IFS= read -r old; do rm -- "$old"; done

if [ "$code" -ne 0 ]; then
  echo "Fleet: exit code $code. The end of $log:"
  echo
  tail --lines=60 "$log"
fi
exit "$code"
