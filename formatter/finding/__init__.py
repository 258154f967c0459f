"""Read-only views of a finding, the same properties for ASFF and OCSF."""
