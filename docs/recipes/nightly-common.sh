# shellcheck shell=bash
# What nightly.sh and nightly-fleet.sh have in common. They read it from their own folder.
set -u
# What is written is for the owner only.
umask 077
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# begin FOLDER WHAT: takes the lock, or ends with 75; opens a log ($log); sets what all commands need.
begin() {
  folder=$1
  exec 9> "$folder/lock"
  if ! flock --nonblock 9; then
    echo "The last $2 has not ended. Its log is in $folder/logs." >&2
    exit 75
  fi
  mkdir -p "$folder/logs"
  log=$folder/logs/$(date -u +%Y-%m-%dT%H%M%SZ).log
  export KEYTURN_STATE="$folder/state" KEYTURN_RESULTS="$folder/results" KEYTURN_HISTORY="$folder/history"
  # Without colors in the log and in the mail.
  export NO_COLOR=1
  # So that no one is asked for a passcode.
  export CI=true
  cd "$project" || exit 2
}

# keyturn COMMAND...: runs a command, and adds what it prints to the log. 9>&-: what it starts must not keep the lock.
keyturn() {
  node bin/keyturn.mjs "$@" >> "$log" 2>&1 9>&-
}

# notify_channel [FOLDER]: if the settings name a channel, it gets a message about what has changed.
notify_channel() {
  if grep --quiet '^KEYTURN_NOTIFY_URL=' "$KEYTURN_ENV_FILE"; then
    keyturn notify "$@" --on change || echo 'The channel could not be notified.' >> "$log"
  fi
}

# end CODE NAME LINES: keeps the newest 60 logs, whose names sort by time; prints the end of a log that is not green; exits.
end() {
  find "$folder/logs" -name '*.log' | sort --reverse | tail --lines=+61 | while IFS= read -r old; do rm -- "$old"; done
  if [ "$1" -ne 0 ]; then
    echo "$2: exit code $1. The end of $log:"
    echo
    tail --lines="$3" "$log"
  fi
  exit "$1"
}
