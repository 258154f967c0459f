"""Names, and pieces of policies, that several templates and commands share."""
