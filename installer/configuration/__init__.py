"""The admin's choices: the file, the flags, the wizard's questions, and what answers must look like."""
