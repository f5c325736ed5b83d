"""Say what happened, by records of the journal: the steps of a visit, what managers ordered, pauses of clerks."""
