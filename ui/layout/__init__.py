"""Page blocks and the layouts that place them: a page says what it holds, a layout says where."""
