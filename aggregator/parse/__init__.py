"""Stage 2 of 7: parse. Pure."""
