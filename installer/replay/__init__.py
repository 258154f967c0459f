"""A history of findings through the real formatter, in one process, by a simulated clock, without AWS."""
