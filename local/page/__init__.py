"""The page to look at the embedded AWS."""
