"""What is done about a problem: whether and as what it is told, when it is due, reminded of and escalated."""
