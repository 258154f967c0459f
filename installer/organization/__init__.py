"""What the organization needs once: trust, delegation, the launch role and the permission set."""
