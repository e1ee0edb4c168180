#!/bin/sh
# system-libraries.sh window|tests [PYTHON]: the libraries Qt's wheels expect of a Debian system, and
# the venv module of that Python where Debian packs it apart.
# As root it installs what is missing; otherwise it prints the one command to run.
set -eu
offscreen="libegl1 libgl1 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libx11-6 libxkbcommon0"
screen="libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
  libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
case ${1:-window} in
  window) wanted="$offscreen $screen" ;;
  tests) wanted="$offscreen $screen xvfb xauth" ;;
  *) echo "usage: $0 window|tests" >&2; exit 2 ;;
esac
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  exit 0 # not Debian: the desktop's own Qt packages bring these
fi
missing=""
for package in $wanted; do
  # Debian 13 and Ubuntu 24.04 renamed some packages with a t64 suffix
  if ! dpkg-query -W -f '${Status}\n' "$package" "${package}t64" 2>/dev/null | grep -q "install ok installed"; then
    missing="$missing $package"
  fi
done
if [ -n "${2:-}" ] && "$2" -c 'import sys' 2>/dev/null && ! "$2" -c 'import ensurepip, venv' 2>/dev/null; then
  missing="$missing $("$2" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
  echo "Installing system packages:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086  # a list of package names
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "Some system packages are missing. Run this once, then try again:" >&2
  echo "  sudo apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
