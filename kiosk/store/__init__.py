"""Store everything: tables, engines, the journal's rows, the change feed, keys and sealing."""
