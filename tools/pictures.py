"""Takes the pictures of docs/images from the demo's report: `python -m tools.pictures`.

Real screenshots of a simulated force, 1,280 pixels wide: the report from its top to the end of the
list, and the first lead from the sum of its score to its timeline. Needs Chromium; look at the
pictures before they are kept.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "demo" / "report.html"
IMAGES = ROOT / "docs" / "images"
WIDTH = 1280
MARGIN = 24
# Picture: the elements it begins and ends with, as CSS selectors.
PICTURES = {
    "report.png": ("body", "#leads"),
    "lead.png": ("#lead-1 .score", "#lead-1 .figure--wide .scroll--chart"),
}


def main(arguments: Sequence[str]) -> int:
    """Take every picture; 1 if there is no report or no Chromium."""
    report = Path(arguments[0]).resolve() if arguments else REPORT
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not report.exists() or chromium is None:
        print("Needs Chromium, and a report: run ./dev demo first.")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000})
        page.goto(report.as_uri())
        for name, (first, last) in PICTURES.items():
            _take(page, IMAGES / name, first=first, last=last)
        browser.close()
    return 0


def _take(page: Page, path: Path, *, first: str, last: str) -> None:
    starts, ends = page.locator(first).first.bounding_box(), page.locator(last).first.bounding_box()
    if starts is None or ends is None:
        raise ValueError(f"The report has no {first} or {last} to show.")
    top = max(0.0, starts["y"] - MARGIN) if first != "body" else 0.0
    height = ends["y"] + ends["height"] + MARGIN - top
    clip = {"x": 0.0, "y": top, "width": float(WIDTH), "height": height}
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]
    print(f"{path.name}: {WIDTH} by {height:.0f}, {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
