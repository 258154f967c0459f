"""What a release brings beside the code: archive, rendered templates, third parties, bill of materials, checksums."""
