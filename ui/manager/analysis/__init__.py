"""Show what the figures of past days say: the tab Phân tích."""
