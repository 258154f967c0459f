"""Histories of findings, and processes that receive them in any order, side by side, and are killed anywhere."""
