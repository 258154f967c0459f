"""Findings that an admin reads from files, sends as a test, or hands to the formatter again."""
