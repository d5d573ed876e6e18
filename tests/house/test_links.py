"""Links and pictures of the documents lead somewhere."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_links_lead_to_files():
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md",
             *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
    assert not [(page.name, link) for page in pages for link in LINK.findall(page.read_text(encoding="utf-8"))
                if not (page.parent / link).exists()]
