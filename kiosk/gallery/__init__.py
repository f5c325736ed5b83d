"""Draw every screen of the kiosk as a picture: sample branch, catalogue of states, index page."""
