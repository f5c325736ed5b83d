"""Show the demo's dock: keys for what hands do at a real kiosk."""
