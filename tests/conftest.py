"""What all tests share: how hypothesis looks for examples."""

import os

from hypothesis import settings

# A run of CI gives the same verdict for the same code; those of developers look further each time.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
