"""The journey through the product on the embedded AWS, and the page to look at it."""
