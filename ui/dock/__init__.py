"""The demo's dock: what hands would do at a real kiosk, as keys beside its windows."""
