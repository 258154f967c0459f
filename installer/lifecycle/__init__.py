"""An installation from its plan to its end: plan, install, share, status, uninstall."""
