"""What senders hang on their links to see who follows them, and how to take it off.

The list is kept narrow on purpose: `ref`, `source`, `r`, `pid`, `cid`, `p` and
`v` say on many sites which page is meant, so a name is here only when no site
is known to mean anything else by it. What is ambiguous is listed for the hosts
where it is tracking.
"""

import re
from functools import lru_cache

from aggregator.records import USUAL_TRACKING, Tracking
from aggregator.urls.parts import Parts, parameters, split

PREFIXES = ("utm_", "mtm_", "itm_", "hmb_", "hsa_", "at_custom", "oly_", "guce_referrer")

_LIST = (
    # Click identifiers of advertising networks: one value for each click.
    "fbclid gclid dclid gbraid wbraid gclsrc gad_source gad_campaignid msclkid yclid ysclid twclid "
    "ttclid li_fat_id igshid igsh mibextid epik irclickid rb_clickid srsltid wickedid _openstat "
    "fb_action_ids fb_action_types fb_ref fb_source fb_comment_id action_object_map "
    "action_type_map action_ref_map "
    # Mailings: who was written to.
    "mc_cid mc_eid mc_tc mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv "
    "sc_cid _bhlid bsft_clkid bsft_uid ml_subscriber ml_subscriber_hash dm_i s_cid "
    # Analytics that follow a visit from page to page.
    "_ga _gl __twitter_impression guccounter _branch_match_id _branch_referrer __readwiselocation "
    "campaign_id campaign_medium campaign_name campaign_source campaign_term campaign_content "
    # Campaign marks of publishers' own feeds.
    "at_medium at_campaign at_format at_link_id at_link_origin at_link_type at_ptr_name xtor "
    "ns_mchannel ns_source ns_campaign ns_linkname ns_fee wt_mc wt.mc_id wt.mc_ev wt.tsrc ocid "
    "ncid cmpid icid ftag echobox sr_share"
)
NAMES = frozenset(_LIST.split())

BY_HOST = {
    "amazon": "tag linkcode linkid pd_rd_i pd_rd_r pd_rd_w pd_rd_wg pf_rd_p pf_rd_r ref_ camp",
    "barrons.com": "mod siteid",
    "blogspot.com": "m",
    "dailymail.co.uk": "ito",
    "instagram.com": "hl img_index",
    "linkedin.com": "trk trackingid",
    "marketwatch.com": "mod siteid",
    "nytimes.com": "partner emc smid smtyp sgrp",
    "open.spotify.com": "si",
    "reddit.com": "share_id rdt",
    "theguardian.com": "cmp",
    "tiktok.com": "_r _t is_from_webapp",
    "twitter.com": "s t ref_src ref_url",
    "wsj.com": "mod siteid",
    "x.com": "s t ref_src ref_url",
    "youtu.be": "si feature pp",
    "youtube.com": "si feature pp ab_channel",
}
"""Names that are tracking on these hosts and their subdomains only; a bare name is any ending."""

_HOSTS = {host: frozenset(names.split()) for host, names in BY_HOST.items()}
_NONE: frozenset[str] = frozenset()

# Medium marks each link of a feed with the feed and the place in it: source=rss----7f60cf56---4
_VALUE = re.compile(r"source=rss-{2,}")
_FRAGMENT = re.compile(
    r"(?:(?:utm|mtm)_\w+=|xtor=|echobox=|at_medium=|fbclid=|gclid=|ref=rss\Z|rss\Z"
    r"|\.[A-Za-z0-9_-]{6,20}\.(?:twitter|facebook|email|link|reddit|linkedin|mailto)\Z)",
    re.IGNORECASE,
)


def strip_tracking(url: str, own: Tracking = USUAL_TRACKING) -> str:
    """Return the address without its tracking parameters; everything else stays as written.

    `own` is what the user says of the parameters of a source's links.
    """
    parts = split(url)
    if parts.query is None and parts.fragment is None:
        return url
    return without_tracking(parts, own).join()


def without_tracking(parts: Parts, own: Tracking = USUAL_TRACKING) -> Parts:
    """Take tracking off the query and the fragment."""
    return parts._replace(query=_query(parts, own), fragment=_fragment(parts.fragment))


def _query(parts: Parts, own: Tracking) -> str | None:
    if not parts.query:
        return parts.query
    local = _local_names(parts.authority or "")
    found = parameters(parts.query)
    kept = [
        raw
        for name, raw in found
        if _is_any(name, own.keep)
        or not (_is_any(name, own.remove) or _is_tracking(name, raw, local))
    ]
    if len(kept) == len(found):
        return parts.query
    return "&".join(kept) or None


def _fragment(fragment: str | None) -> str | None:
    if fragment is None:
        return None
    # A text fragment (WICG) says where to scroll to, never what page is meant.
    fragment, directive, _ = fragment.partition(":~:")
    if _FRAGMENT.match(fragment) or (directive and not fragment):
        return None
    return fragment


def _is_any(name: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a name is among these, or begins as one does that ends with `*`."""
    return any(
        name.startswith(each[:-1]) if each.endswith("*") else name == each for each in patterns
    )


def _is_tracking(name: str, raw: str, local: frozenset[str]) -> bool:
    if name in NAMES or name in local or name.startswith(PREFIXES):
        return True
    return name == "source" and bool(_VALUE.match(raw))


@lru_cache(maxsize=1024)
def _local_names(authority: str) -> frozenset[str]:
    host = authority.rpartition("@")[2].partition(":")[0].lower().rstrip(".")
    labels = host.split(".")
    for start in range(len(labels)):
        if names := _HOSTS.get(".".join(labels[start:])):
            return names
    return _HOSTS["amazon"] if "amazon" in labels[-3:-1] else _NONE
