"""Show reports to the manager: choose a period, look at the first page, save or print, see how the day was closed."""
