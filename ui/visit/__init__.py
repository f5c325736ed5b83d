"""Decide what happens in a visit: a table of pure functions, a module for each subject. Nothing here imports Qt.

`table.step` maps a visit and an event to the next visit and the questions to the branch. A subject's module holds its
state, its events, its handlers and its cells of the table. Start reading at `visit`, `common`, `number`, `table`.
"""
