"""The sample sites of the demo: made-up origins of every kind, and the server that shows them.

Each folder of `sites/` is a site: `entries.toml` says what it tells, the other
files how it tells it. Nothing here knows how aggregator works.
"""
