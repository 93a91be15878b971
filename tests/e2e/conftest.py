"""What end-to-end tests get by name."""

from types import SimpleNamespace

import pytest

from tests.e2e_fixtures import free_port, loopback_site
from tests.run_fixtures import CONFIG, make_feed


@pytest.fixture
def place(tmp_path):
    """A folder with a feeds.toml, a loopback site with its feed, and where the daemon listens."""
    with loopback_site() as site:
        site.documents["/feed.xml"] = ("application/rss+xml", make_feed(3))
        port = free_port()
        (tmp_path / "feeds.toml").write_text(CONFIG.format(port=port, base=site.base))
        yield SimpleNamespace(
            folder=tmp_path,
            site=site,
            atom=f"http://127.0.0.1:{port}/feeds/all.atom",
            health=f"http://127.0.0.1:{port}/healthz",
            public=tmp_path / "storage" / "public",
        )
