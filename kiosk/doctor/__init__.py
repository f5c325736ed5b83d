"""`kiosk doctor`: check what a machine needs."""
