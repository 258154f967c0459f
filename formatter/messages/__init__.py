"""What a recipient reads: subject, body, links and layouts."""
