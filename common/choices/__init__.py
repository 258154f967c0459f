"""The admin's choices: one record from which the file, the flags, the wizard, the docs and the templates' options follow."""
