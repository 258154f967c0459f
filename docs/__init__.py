"""What people read, and the code that makes the parts of it that can be made."""
