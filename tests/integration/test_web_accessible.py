"""Our pages in a real browser, judged by axe-core (https://github.com/dequelabs/axe-core).

axe-core is not carried: point AXE_CORE at its axe.min.js (npm install axe-core).
"""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from aggregator.publish.render import render
from aggregator.web.pages import make_index, make_status_page
from tests.publish_fixtures import OUTPUT, make_edition, make_full_entry, make_nasty_entries
from tests.web_fixtures import LOCAL, STATUS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(os.environ.get("AXE_CORE", "node_modules/axe-core/axe.min.js"))
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--virtual-time-budget=20000", "--dump-dom",
)  # fmt: skip
ASK = """<script>axe.run().then((told) => { document.body.innerHTML = '<pre id="told"></pre>';
document.getElementById('told').textContent = JSON.stringify(told.violations.map(
  (each) => [each.id, each.nodes.map((node) => node.html)])); });</script></body>"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt install chromium)"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: AXE_CORE names no axe.min.js"),
]


def make_river():
    *entries, _ = make_nasty_entries()
    return render(make_edition(make_full_entry(99), *entries[:3], *entries[4:21]), "html").body


PAGES = {
    "river": make_river,
    "index": lambda: make_index([OUTPUT], LOCAL, make_river()),
    "status": lambda: make_status_page(STATUS, LOCAL, renews=False),
}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(tmp_path, page, dark, width):
    """On a phone and on a desk, by day and by night, with every story opened."""
    body = PAGES[page]().decode().replace("<details", "<details open")
    body = re.sub(r"<meta http-equiv[^>]*>", "", body)  # axe is a script, which pages may not have
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script>"
    (tmp_path / "page.html").write_text(body.replace("</body>", script + ASK), encoding="utf-8")
    look = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []
    profile = [f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},900"]
    done = subprocess.run(
        [CHROMIUM, *FLAGS, *look, *profile, f"file://{tmp_path / 'page.html'}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert told, done.stdout[-500:]
    assert json.loads(html.unescape(told[1])) == []
