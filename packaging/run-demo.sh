#!/bin/sh
# run-demo.sh POMOCLOCK FOLDER: the window on demo data, or without a display the tour and the hub.
set -eu
pomoclock=$1 folder=$2
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" != Linux ]; then
  exec "$pomoclock" --demo --data "$folder/window"
fi
echo "There is no display here, so no window can open."
echo "Drawing the tour into build/tour/ …"
"$pomoclock" tour --out build/tour
echo "Starting the demo hub (Ctrl+C stops it) …"
exec "$pomoclock" serve --demo --data "$folder/hub"
