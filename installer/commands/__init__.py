"""The commands of install.sh, one module each."""
