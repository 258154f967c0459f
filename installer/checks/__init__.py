"""What must be so before anything is changed, and what an admin should know."""
