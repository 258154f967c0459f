"""Which events reach the subscription: the event patterns of its rules, made of the form's answers."""
