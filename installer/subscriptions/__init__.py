"""Subscriptions in the accounts of the organization, seen and served from the hub."""
