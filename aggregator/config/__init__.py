"""feeds.toml → frozen Config, or every problem at once.

Reads the file, the environment and the files that secrets name; asks nothing of the
network and starts nothing.
"""

from aggregator.config.load import Config, load_config, read_config
from aggregator.config.places import find_config, find_storage

__all__ = ["Config", "find_config", "find_storage", "load_config", "read_config"]
