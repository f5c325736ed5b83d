"""Read what happened: the story of a visit, orders and sign-ins, figures by clerk. Only managers ask for it."""
