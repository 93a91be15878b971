"""Stage 3 of 7: extract. Pure."""
