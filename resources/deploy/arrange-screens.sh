#!/bin/sh
# Put each connected screen to the right of the one before, in its own resolution; switch off those that are gone.
# The X server alone would show the same picture on all of them.
set -eu
last=
set --
for line in $(xrandr --query | awk '$2 == "connected" || $2 == "disconnected" { print $1 ":" $2 }'); do
  output=${line%:*}
  if [ "${line#*:}" = disconnected ]; then
    set -- "$@" --output "$output" --off
  elif [ -z "$last" ]; then
    set -- "$@" --output "$output" --auto --primary --pos 0x0
    last=$output
  else
    set -- "$@" --output "$output" --auto --right-of "$last"
    last=$output
  fi
done
[ -z "$last" ] || xrandr "$@"
# A touch panel belongs to one screen, also when that is turned; else it would reach over all of them.
if [ -n "${KIOSK_TOUCH_OUTPUT:-}" ]; then
  for device in $(xinput list --id-only); do
    if xinput list --long "$device" | grep -q XITouchClass; then
      xinput map-to-output "$device" "$KIOSK_TOUCH_OUTPUT"
    fi
  done
fi
