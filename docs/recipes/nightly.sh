#!/usr/bin/env bash
# Keyturn from cron, for one tenant:
#
#   nightly.sh TENANT [contract|start]
#
# The settings of the tenant are in ~/keyturn/TENANT/.env (TENANTS in place of ~/keyturn), and everything that is kept is next to
# them. The script is silent after a green night. Otherwise, it prints the end of the log, which cron sends by mail.
#
# Exit codes: that of the run (0, 1, 2, 130), or that of the sweep if only that failed, or 75 if the last run has not ended.
. "$(dirname "$0")/nightly-common.sh"

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo 'Usage: nightly.sh TENANT [contract|start]' >&2
  exit 2
fi
settings=${TENANTS:-$HOME/keyturn}/$1
if [ ! -f "$settings/.env" ]; then
  echo "There are no settings at $settings/.env" >&2
  exit 2
fi

begin "$settings" "run of $1"
export KEYTURN_ENV_FILE="$folder/.env"
keyturn "${2:-contract}"
code=$?
keyturn sweep
swept=$?
if [ "$code" -eq 0 ]; then code=$swept; fi
notify_channel
end "$code" "$1" 40
