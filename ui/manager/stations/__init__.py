"""Show the tab of devices: every machine with its state and its orders, delivery, and what the centre refused."""
