"""The Identity Center permission set of workload owners."""
