"""The kiosk's screens, a file each: plain widgets that show a visit and emit the events of touches."""
