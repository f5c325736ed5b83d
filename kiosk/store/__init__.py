"""Where everything is kept: tables, engines, the journal's rows, the change feed, keys and sealing."""
