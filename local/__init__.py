"""The embedded AWS, the journey through it and the page to look at it."""
