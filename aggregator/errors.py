"""The few exceptions: each is for a person to act on. Expected things are outcomes.

AggregatorError
├── ConfigError    feeds.toml, an argument or the environment is wrong
├── StoreError     the storage cannot be read or written
├── PublishError   an output cannot be written
└── WorkerDiedError  a document took its worker process down
    └── CrashError   or met a defect of ours there
"""


class AggregatorError(Exception):
    """Something that a person has to act on; the message says what, where and what to do."""


class ConfigError(AggregatorError):
    """The configuration is wrong; every problem of the file is told at once."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreError(AggregatorError):
    """The storage cannot be read or written."""


class PublishError(AggregatorError):
    """An output cannot be written."""


class WorkerDiedError(AggregatorError):
    """A worker ran out of time or memory on hostile input, or its process ended under it."""


class CrashError(WorkerDiedError):
    """Our code failed on a document with an exception that nobody expected: a defect to report.

    It costs what a death of the worker costs. Its note, or its cause, says where it failed.
    """
