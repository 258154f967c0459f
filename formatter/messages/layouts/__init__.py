"""One layout a product: what happened in plain words, what to do, and the facts of that product."""
