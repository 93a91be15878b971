"""Channel → JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Pure."""

import json
from datetime import datetime

from aggregator.publish.render.also import add_also
from aggregator.publish.render.parts import Also, Attachment, Channel, Item, Origin
from aggregator.records.feed import Episode, EpisodeFile, Person, Place, Reply

Object = dict[str, object]

ABOUT = (
    "source: where the item comes from; also: other sources that tell the same story; "
    "comments_feed: the feed of its comments; replies_to: what it answers; place: where it is, "
    "latitude and longitude in turn; episode: what a podcast says of it"
)
"""What our extension holds; the specification wants one that is not obvious explained."""


def render_json(channel: Channel) -> bytes:
    """Return the JSON Feed document."""
    document: Object = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.subtitle,
        "home_page_url": channel.alternate,
        "feed_url": channel.address("json"),
        "icon": channel.icon,
        "favicon": channel.icon,
        **_announce_hubs(channel),
        "items": [_make_item(item) for item in channel.items],
        "_aggregator": {"about": ABOUT},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _announce_hubs(channel: Channel) -> Object:
    hubs = [{"type": "WebSub", "url": url} for relation, url in channel.links if relation == "hub"]
    return {"hubs": hubs} if hubs else {}


def _make_item(item: Item) -> Object:
    content = add_also(item)
    return _without_empty(
        {
            "id": item.id,
            "url": item.link,
            "title": item.title if item.is_titled else None,
            "content_html": content or None,
            # One of the two contents is required.
            "content_text": None if content else item.summary or item.title,
            "summary": item.summary,
            "image": item.image,
            "date_published": format_date(item.published),
            "date_modified": format_date(item.updated),
            "authors": [_make_person(person) for person in item.authors],
            "tags": list(item.tags),
            "language": item.language,
            "attachments": [_make_attachment(each) for each in item.attachments],
            "_aggregator": _without_empty(
                {
                    "source": _make_source(item.origin),
                    "also": [_make_also(also) for also in item.also],
                    "comments": item.comments,
                    "comments_feed": item.comments_feed,
                    "replies_to": [_make_reply(each) for each in item.replies_to],
                    "place": item.place and _make_place(item.place),
                    "episode": item.episode and _make_episode(item.episode),
                }
            ),
        }
    )


def _make_person(person: Person) -> Object:
    mail = f"mailto:{person.email}" if person.email else None
    return _without_empty({"name": person.name, "url": person.uri or mail})


def _make_attachment(attachment: Attachment) -> Object:
    return _without_empty(
        {
            "url": attachment.url,
            "mime_type": attachment.type,
            "title": attachment.title,
            "size_in_bytes": attachment.length,
            "duration_in_seconds": attachment.duration,
        }
    )


def _make_source(origin: Origin) -> Object:
    return _without_empty(
        {
            "name": origin.name,
            "title": origin.title,
            "id": origin.id,
            "url": origin.link,
            "feed_url": origin.feed_url,
            "icon": origin.icon,
        }
    )


def _make_also(also: Also) -> Object:
    return _without_empty(
        {"title": also.title, "source": also.source, "url": also.link, "reason": also.reason}
    )


def _make_reply(reply: Reply) -> Object:
    return _without_empty({"id": reply.ref, "url": reply.link})


def _make_place(place: Place) -> Object:
    return _without_empty(
        {
            "shape": place.shape,
            "degrees": list(place.degrees),
            "radius": place.radius,
            "name": place.name,
        }
    )


def _make_episode(episode: Episode) -> Object:
    return _without_empty(
        {
            "season": episode.season,
            "number": episode.number,
            "type": episode.kind,
            "explicit": episode.explicit,
            "image": episode.image,
            "transcripts": [_make_file(each) for each in episode.transcripts],
            "chapters": episode.chapters and _make_file(episode.chapters),
        }
    )


def _make_file(file: EpisodeFile) -> Object:
    return _without_empty(
        {"url": file.url, "mime_type": file.type, "language": file.language, "rel": file.rel}
    )


def _without_empty(fields: Object) -> Object:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def format_date(moment: datetime) -> str:
    """Return the moment as RFC 3339 has it."""
    return moment.isoformat().replace("+00:00", "Z")
