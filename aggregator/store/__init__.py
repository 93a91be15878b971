"""Stage 6 of 7: store. I/O."""
