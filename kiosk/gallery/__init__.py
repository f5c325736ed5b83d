"""Every screen of the kiosk as a picture: the demo's branch, one catalogue of states, and a page to look at them."""
