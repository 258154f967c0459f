"""Facts that a format has fields for, whichever product fills them."""
