"""Show what a change on a past day would have done: the page Nếu … under Phân tích."""
