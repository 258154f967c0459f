"""What install.sh runs: commands, configuration, deployment, sharing and checks."""
