"""The zip of the formatter function: what the function imports, made to start fast, the same bytes on every machine."""
