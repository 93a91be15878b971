"""Stage 1 of 7: fetch. I/O."""
