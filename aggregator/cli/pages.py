"""One page in, one article out: what `aggregator extract` runs in its workers.

Loads the extractor: import it only where it is used.
"""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aggregator.cli.plain import tell_fields
from aggregator.errors import WorkerDiedError
from aggregator.extract.article import extract_article, extract_text
from aggregator.extract.memory import TemplateMemory, learn_page, read_memory, write_memory
from aggregator.log import log_crash
from aggregator.records import Article, Hints, NoArticle, SiteRules

_NO_RULES = SiteRules()
_HINTS = ("title", "summary", "content")
"""Keys of a line that say what the feed says of the article."""


def answer_line(form: str, line: bytes) -> str:
    """Answer one line of JSON (`url`, `html` or `path`, optional `id`, `title`, `summary`,
    `content`) with one line (`url`, `title`, `text`, `html`, `method`, `quality`).

    Where the form is `text`, nobody asked for HTML: it is left empty, and not cleaned.

    Never raises for what a line says: a line that cannot be answered gets empty text and
    the reason as `error`.
    """
    return _answer(form, line, None)[0]


def learn_line(form: str, line: bytes, memory: bytes) -> tuple[str, bytes]:
    """Answer a line with what is remembered of the pages of its host; return the memory after."""
    remembered = read_memory(memory)
    answer, found = _answer(form, line, remembered)
    if isinstance(found, Article):
        return answer, write_memory(learn_page(remembered, found, json.loads(line)["url"]))
    return answer, memory


def answer_page(
    page: bytes, url: str, rules: SiteRules = _NO_RULES, memory: bytes | None = None
) -> dict[str, Any]:
    """Extract and clean one page, with what was learned of its site; `error` says why not."""
    known = None if memory is None else read_memory(memory)
    found = extract_article(page, url, rules=rules, memory=known)
    return tell_article(found, "html", "")


def _answer(
    form: str, line: bytes, memory: TemplateMemory | None
) -> tuple[str, Article | NoArticle | None]:
    asked: dict[str, Any] = {}
    try:
        asked = _read_line(line)
        _refuse_wrong(asked)
        page = _read_page(asked)
    except (ValueError, OSError) as error:
        return write_answer(asked, {"error": str(error)}), None
    url, title = (asked.get(key) or "" for key in ("url", "title"))
    said: dict[str, Any] = {key: asked.get(key) or None for key in _HINTS}
    hints = Hints(**said)
    extract = extract_text if form == "text" else extract_article
    found = extract(page, url, hints, memory=memory)
    return write_answer(asked, tell_article(found, form, title)), found


def tell_article(found: Article | NoArticle, form: str, title: str) -> dict[str, Any]:
    """Return what is told of an article, its HTML clean; or `error`, why there is none."""
    if isinstance(found, NoArticle):
        return {"error": found.reason}
    article = tell_fields(found)
    about = found.title or title
    article["html"] = "" if form == "text" else _clean(found, about)
    article.pop("seen", None)
    return article


def _clean(found: Article, title: str) -> str:
    # Here: who asks for text never waits for a cleaner to be loaded.
    from aggregator.clean.html import clean_html

    return clean_html(found.html, found.base, title=title)


def find_host(line: bytes) -> str:
    """Return the host that a line asks about; none for a line that cannot be answered."""
    try:
        asked = _read_line(line)
        _refuse_wrong(asked)
        return urlsplit(asked.get("url") or "").hostname or ""
    except (ValueError, RecursionError):
        return ""


def answer_death(line: bytes, error: WorkerDiedError) -> str:
    """Answer for a worker that died over a line."""
    try:
        asked = _read_line(line)
    except (ValueError, RecursionError):
        asked = {}
    log_crash(error, None, asked.get("url") or "a line without an address")
    return write_answer(asked, {"error": str(error)})


def write_answer(asked: dict[str, Any], article: dict[str, Any]) -> str:
    """Write the line that answers; an `id` comes back as it came."""
    url, title = (asked.get(key) if _is_text(asked, key) else "" for key in ("url", "title"))
    answer = {key: asked[key] for key in ("id",) if key in asked} | {
        "url": url or "",
        "title": article.get("title") or title or "",
        "text": article.get("text", ""),
        "html": article.get("html", ""),
        "method": article.get("method", ""),
        "quality": article.get("quality", 0.0),
    }
    if "error" in article:
        answer["error"] = article["error"]
    return json.dumps(answer, ensure_ascii=False)


def _read_line(line: bytes) -> dict[str, Any]:
    asked = json.loads(line, parse_constant=_refuse_number, parse_float=_read_number)
    if not isinstance(asked, dict):
        raise ValueError("a line must be a JSON object")  # noqa: TRY004 - a fault of the value
    return asked


def _refuse_number(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")


def _read_number(digits: str) -> float:
    # One beyond all bounds would be written as a word that JSON does not know.
    number = float(digits)
    return number if isfinite(number) else _refuse_number(digits)


def _refuse_wrong(asked: dict[str, Any]) -> None:
    wrong = [key for key in ("url", "html", "path", *_HINTS) if not _is_text(asked, key)]
    if wrong:
        raise ValueError(f"{wrong[0]} must be text")


def _is_text(asked: dict[str, Any], key: str) -> bool:
    return asked.get(key) is None or isinstance(asked[key], str)


def _read_page(asked: dict[str, Any]) -> bytes | str:
    if asked.get("html") is not None:
        return str(asked["html"])
    if not asked.get("path"):
        raise ValueError("a line must have html or path")
    return Path(asked["path"]).read_bytes()
