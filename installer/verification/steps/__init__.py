"""The steps of `verify`, by what they look at; `table` has them in their order."""
