"""Every record that crosses a stage, by the stage that makes it.

Records are frozen, slotted and keyword-only; collections are tuples; datetimes
are aware and in UTC. A record holds facts and nothing of how they were got.
Nothing here reads the network, the disk or the clock.
"""

from aggregator.records.article import (
    Article,
    ArticlePages,
    CleanEntry,
    Decision,
    Hints,
    NoArticle,
    SiteConfig,
    SiteRules,
    Sketch,
)
from aggregator.records.base import (
    SafeHtml,
)
from aggregator.records.feed import (
    Defect,
    Enclosure,
    FeedInfo,
    ParsedFeed,
    ParseFailed,
    Person,
    RawEntry,
    Remembered,
)
from aggregator.records.fetched import (
    FailureKind,
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    PageOutcome,
    RateLimited,
    Validators,
)
from aggregator.records.publication import (
    Chapter,
    Edition,
    Publication,
    Published,
    SourceTitle,
    Update,
)
from aggregator.records.report import (
    Result,
    SourceReport,
)
from aggregator.records.settings import (
    EntrySelectors,
    FullText,
    Output,
    Secret,
    Settings,
    Source,
    Stories,
)
from aggregator.records.stored import (
    Member,
    Memo,
    Move,
    Poll,
    Recorded,
    SourceState,
    SourceStats,
    StoredEntry,
)
from aggregator.records.verdict import (
    Dropped,
    Duplicate,
    Neighbour,
    New,
    Regrouped,
    Revised,
    Unchanged,
    Verdict,
)

__all__ = [
    "Article",
    "ArticlePages",
    "Chapter",
    "CleanEntry",
    "Decision",
    "Defect",
    "Dropped",
    "Duplicate",
    "Edition",
    "Enclosure",
    "EntrySelectors",
    "FailureKind",
    "FeedInfo",
    "FeedOutcome",
    "FetchFailed",
    "Fetched",
    "FullText",
    "Gone",
    "Hints",
    "Member",
    "Memo",
    "Move",
    "Neighbour",
    "New",
    "NoArticle",
    "NotModified",
    "Output",
    "PageOutcome",
    "ParseFailed",
    "ParsedFeed",
    "Person",
    "Poll",
    "Publication",
    "Published",
    "RateLimited",
    "RawEntry",
    "Recorded",
    "Remembered",
    "Regrouped",
    "Result",
    "Revised",
    "SafeHtml",
    "Secret",
    "Settings",
    "SiteConfig",
    "SiteRules",
    "Sketch",
    "Source",
    "SourceReport",
    "SourceState",
    "SourceStats",
    "SourceTitle",
    "StoredEntry",
    "Stories",
    "Unchanged",
    "Update",
    "Validators",
    "Verdict",
]
