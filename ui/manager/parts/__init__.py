"""Show what several areas of the manager's window share: cards, tables, headline figures."""
