"""What all tests share: how hypothesis looks for examples."""

import os
import signal

from hypothesis import settings

# A run of CI gives the same verdict for the same code; those of developers look further each time.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# In the background of a shell without job control it is ignored, and so would be by the programs
# that tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
