"""Stage 1 of 7: fetch. I/O.

`client` is the Fetcher of the network, `memory` its double. A request goes
`journey` (redirects, guard, `pace`) → `exchange` (one answer, its `body`
decoded and bounded) → `outcome` (what it amounts to). It parses nothing, and
what to do about an outcome is decided elsewhere (polling, pipeline).
"""
