"""What the subscription told about each finding."""
