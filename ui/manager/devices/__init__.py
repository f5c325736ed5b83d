"""Try and set the devices of this machine: cards that the guide and the settings window share, and the page."""
