"""People who do not always react, and what reminders and escalations change."""
