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
. "$(dirname "$0")/nightly-common.sh"

tenants=${TENANTS:-$HOME/keyturn}
if [ ! -f "$tenants/fleet.yaml" ]; then
  echo "There is no fleet file at $tenants/fleet.yaml" >&2
  exit 2
fi

begin "$tenants" fleet
export KEYTURN_FLEET_FILE="$folder/fleet.yaml"
# Otherwise, a .env in the project folder would be used.
KEYTURN_ENV_FILE=/dev/null
if [ -f "$folder/.env" ]; then KEYTURN_ENV_FILE=$folder/.env; fi
export KEYTURN_ENV_FILE
keyturn fleet
code=$?
for settings in "$folder"/*/.env; do
  [ -f "$settings" ] || continue
  KEYTURN_ENV_FILE=$settings keyturn sweep
  swept=$?
  if [ "$code" -eq 0 ]; then code=$swept; fi
done
notify_channel "$KEYTURN_RESULTS/fleet"
end "$code" Fleet 60
