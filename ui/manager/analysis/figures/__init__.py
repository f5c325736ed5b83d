"""Show the figures of a period: the page Số liệu."""
