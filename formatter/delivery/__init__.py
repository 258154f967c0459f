"""From a decision to a sent email, so that no finding is lost and nobody is flooded."""
