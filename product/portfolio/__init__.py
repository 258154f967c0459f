"""The hub stack: artifact buckets, portfolio, product, principals and constraints."""
