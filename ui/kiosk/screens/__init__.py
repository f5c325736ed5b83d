"""Provide the kiosk's pages, one in a module: plain widgets that show a visit and emit the events of touches."""
