"""Stage 7 of 7: publish. render is pure; files does the I/O."""
