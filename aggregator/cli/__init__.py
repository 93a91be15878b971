"""argv → command → exit status."""
