"""The tables of feeds.toml: each key, its kind and what it means. The reference is made of this.

Defaults are those of the records; a table holds only what the file says.
"""

from typing import Annotated, Literal, Required

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from aggregator.config import values as v
from aggregator.records import FullText, Stories

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class AggregatorTable(TypedDict, total=False):
    """`[aggregator]`: the program as a whole."""

    listen: Annotated[
        v.Listen,
        Field(description='Where to serve: `host:port`, `unix:/path`, or `""` for nowhere.'),
    ]
    base_url: Annotated[
        v.BaseUrl, Field(description="How readers reach it; goes into the links of the outputs.")
    ]
    storage: Annotated[
        v.Text,
        Field(description="A folder for database and outputs; nothing else is possible yet."),
    ]
    contact: Annotated[
        v.Contact,
        Field(description="A URL or `mailto:` for the User-Agent, so that publishers can ask."),
    ]
    interval: Annotated[
        v.Duration,
        Field(
            description="The wished-for time between two polls; adapted to each source's rhythm."
        ),
    ]
    min_interval: Annotated[v.Duration, Field(description="No source is polled more often.")]
    max_interval: Annotated[v.Duration, Field(description="No healthy source is polled less.")]
    concurrency: Annotated[v.Count, Field(le=1000, description="Requests at once, over all.")]
    per_host: Annotated[v.Count, Field(le=100, description="Requests at once to one host.")]
    connect_timeout: Annotated[
        v.Duration, Field(description="For the name, the connection and TLS of a request together.")
    ]
    answer_timeout: Annotated[
        v.Duration,
        Field(description="For the first byte of an answer, and between two pieces of it."),
    ]
    timeout: Annotated[v.Duration, Field(description="For a whole document, redirects included.")]
    max_size: Annotated[
        v.Count, Field(le=1000, description="MiB that a document may have, decompressed.")
    ]
    min_rate: Annotated[v.Count, Field(description="Bytes a second that a document must come at.")]
    max_header: Annotated[v.Count, Field(description="KiB that a header line may have.")]
    max_redirects: Annotated[v.Count, Field(description="Redirects that are followed, one by one.")]
    site_rules: Annotated[
        v.Folder, Field(description="A folder of site rules (Full-Text RSS site-config files).")
    ]
    keep: Annotated[
        v.Duration,
        Field(
            description="How long entries are kept; those still in their feed are never forgotten."
        ),
    ]
    keep_raw: Annotated[
        v.OptionalDuration,
        Field(
            description="How long the documents that entries were made from are kept, for "
            '`reprocess`; `""` for not at all.'
        ),
    ]
    hub: Annotated[
        v.Hub,
        Field(
            description='Who tells WebSub subscribers of changes: `"self"`, or the URL of a hub; '
            '`""` for nobody.'
        ),
    ]


@with_config(_STRICT)
class EntriesTable(TypedDict, total=False):
    """`entries = { … }`: how to find entries on a page that has no feed."""

    item: Required[Annotated[v.Selector, Field(description="Each match is an entry.")]]
    title: Annotated[v.Selector, Field(description="The entry's title, in the item.")]
    link: Annotated[v.Selector, Field(description="The entry's link, in the item.")]
    date: Annotated[v.Selector, Field(description="The entry's date, in the item.")]
    content: Annotated[v.Selector, Field(description="The entry's text, in the item.")]
    author: Annotated[v.Selector, Field(description="The entry's author, in the item.")]


@with_config(_STRICT)
class TrackingTable(TypedDict, total=False):
    """`tracking = { … }`: what is tracking in the links of a source, and what is not."""

    remove: Annotated[
        list[v.Parameter],
        Field(description="Parameters to take off besides the usual ones; `ab_*` is all of these."),
    ]
    keep: Annotated[
        list[v.Parameter],
        Field(description="Parameters to leave, though they are usual ones, or in `remove`."),
    ]


@with_config(_STRICT)
class DefaultsTable(TypedDict, total=False):
    """`[defaults]`: keys of a source, for all sources that do not say otherwise."""

    tags: Annotated[list[v.Text], Field(description="Labels, for outputs to choose by.")]
    full_text: Annotated[
        FullText,
        Field(
            strict=False,
            description="When to fetch the article's page: `auto` when the feed has only a teaser.",
        ),
    ]
    select: Annotated[list[v.Selector], Field(description="CSS: what the article is.")]
    strip: Annotated[list[v.Selector], Field(description="CSS: what is not of the article.")]
    next_page: Annotated[v.Selector, Field(description="CSS: the link to the next page.")]
    entries: Annotated[
        EntriesTable, Field(description="CSS: entries of a page without a feed, see below.")
    ]
    keep: Annotated[
        list[v.Expression], Field(description="CEL: an entry is kept when any of these holds.")
    ]
    drop: Annotated[
        list[v.Expression], Field(description="CEL: an entry is dropped when any of these holds.")
    ]
    interval: Annotated[
        v.Duration,
        Field(description="The time between two polls; without it, the source's own rhythm tells."),
    ]
    headers: Annotated[
        dict[v.HeaderName, v.HeaderValue],
        Field(description="Headers to send; `env:NAME` or `file:PATH` for secrets."),
    ]
    auth: Annotated[v.Auth, Field(description="`user:password` or `Bearer …`, best as `env:NAME`.")]
    proxy: Annotated[
        v.Proxy, Field(description="`http://`, `https://` or `socks5://` address of a proxy.")
    ]
    user_agent: Annotated[v.Text, Field(description="Instead of aggregator's own User-Agent.")]
    ca: Annotated[
        v.File,
        Field(description="Certificates (PEM) to trust for it besides the system's authorities."),
    ]
    allow_private: Annotated[
        bool, Field(description="Whether the source may be on a private address.")
    ]
    max_entries: Annotated[v.Count, Field(description="Read at most so many entries of a feed.")]
    keep_for: Annotated[
        v.Duration,
        Field(
            description="How long its entries are kept, instead of `keep` of `[aggregator]`; those "
            "still in its feed are never forgotten."
        ),
    ]
    preferred: Annotated[
        bool,
        Field(
            description="Whether its entry is shown for a story that others tell in full as well; "
            "for entries that come from now on (`aggregator reprocess` for those that are stored)."
        ),
    ]
    resurface: Annotated[bool, Field(description="Whether a revised entry comes up again.")]
    detect_language: Annotated[
        bool,
        Field(
            description="Whether the language of an entry is told from its text where neither feed "
            "nor page declares one, for filters by `lang` and for readers."
        ),
    ]
    honour_noindex: Annotated[
        bool,
        Field(
            description="Whether a page that asks not to be indexed (X-Robots-Tag, meta robots) "
            "is left alone: the entry keeps the feed's own text."
        ),
    ]
    tracking: Annotated[
        TrackingTable,
        Field(description="Parameters of links that are tracking, or are not, see below."),
    ]
    learn: Annotated[
        bool, Field(description="Whether to learn this site's boilerplate from its own pages.")
    ]


@with_config(_STRICT)
class SourceTable(DefaultsTable, total=False):
    """`[[source]]`: one origin of entries."""

    url: Required[
        Annotated[
            v.SourceUrl,
            Field(description="Its feed: `http(s):`, or `file:` for a document of this machine."),
        ]
    ]
    name: Annotated[
        v.SourceName, Field(description="A unique, short name; made from the host if absent.")
    ]
    title: Annotated[v.Text, Field(description="Instead of the feed's own title.")]


@with_config(_STRICT)
class OutputTable(TypedDict, total=False):
    """`[[output]]`: a published feed; with none, one named `all` of all sources."""

    name: Required[Annotated[v.OutputName, Field(description="Its address: `/feeds/NAME.atom` …")]]
    title: Annotated[v.Text, Field(description="Its title; the name if absent.")]
    tags: Annotated[
        list[v.Text],
        Field(description="Sources with any of these tags; with no `sources` and `tags`: all."),
    ]
    sources: Annotated[list[v.Text], Field(description="These sources, by name.")]
    exclude: Annotated[list[v.Text], Field(description="But not these sources, by name.")]
    keep: Annotated[list[v.Expression], Field(description="CEL, as in a source.")]
    drop: Annotated[list[v.Expression], Field(description="CEL, as in a source.")]
    formats: Annotated[
        list[Literal["atom", "rss", "json", "html"]],
        Field(min_length=1, description="Which files to write."),
    ]
    limit: Annotated[v.Count, Field(le=10000, description="At most so many entries.")]
    max_age: Annotated[
        v.OptionalDuration,
        Field(description='No entry that was first seen longer ago than this; `""` for no bound.'),
    ]
    per_source: Annotated[
        v.CountOrZero, Field(description="At most so many of one source; 0 for no bound.")
    ]
    stories: Annotated[
        Stories,
        Field(
            strict=False,
            description="How a story that several sources tell is folded into one entry: "
            "`near` also when told in slightly other words, `exact`, or `off`.",
        ),
    ]


class FileTable(TypedDict, total=False):
    """The tables that feeds.toml may have."""

    aggregator: AggregatorTable
    defaults: DefaultsTable
    source: list[SourceTable]
    output: list[OutputTable]
