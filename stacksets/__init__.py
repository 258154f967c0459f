"""The launch role and permissions boundary that go to every account."""
