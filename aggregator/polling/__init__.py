"""When each source is next due, and what a host tolerates. Pure."""
