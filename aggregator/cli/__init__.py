"""argv → command → exit status. Loads only click: each command imports what it needs.

Results go to stdout, diagnostics to stderr. Exit 0: all well; 1: some source failed;
2: usage or configuration. Begins in main; this file loads nothing, for workers load
what some commands run in them.
"""
