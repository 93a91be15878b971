"""Stage 5 of 7: dedup. Pure."""
