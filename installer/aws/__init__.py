"""Sessions, who we are, which Regions there are, and what to say when AWS refuses."""
