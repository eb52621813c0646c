#!/bin/sh
# Install missing Debian packages: system-packages.sh [--required] PACKAGE[:COMMAND] …
# As root it installs them; otherwise it prints the command, and tests that need them skip by name.
# --required: what is missing is an error.
set -eu
required=0
[ "${1:-}" = --required ] && { required=1; shift; }
missing=""
for wanted in "$@"; do
    package=${wanted%%:*}
    command=${wanted#*:}
    if [ "$command" != "$wanted" ] && [ -n "$command" ]; then
        command -v "$command" >/dev/null 2>&1 && continue
    else
        dpkg -s "$package" >/dev/null 2>&1 && continue
    fi
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system packages:$missing"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "Missing system packages; to install them:  sudo apt-get install -y --no-install-recommends$missing"
exit $required
