"""Show managers what happened: figures by clerk, the story of one visit, the audit."""
