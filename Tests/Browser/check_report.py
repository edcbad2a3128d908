"""Opens a report page in Chromium and checks that it can be read: check_report.py FILE [FOLDER FOR SCREENSHOTS]"""

import io
import pathlib
import sys

from PIL import Image

from browser import SCHEMES, SCREENS, Check, chromium, fits, lowest_contrast, opened


def check_reading(page, check, name):
    """What holds on every screen."""
    check(fits(page), f"{name}: wider than the screen")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    check(fits(page), f"{name}: wider than the screen with everything open")
    ratio, element = lowest_contrast(page)
    check(ratio >= 4.5, f"{name}: contrast of {ratio:.1f} at {element}")


def check_scheme(page, check, name, scheme):
    """Pictures follow the scheme: their ground is light or dark, like the page."""
    pictures = page.query_selector_all(".picture")
    check(pictures, f"{name}: no picture")
    for picture in pictures:
        shot = Image.open(io.BytesIO(picture.screenshot())).convert("L")
        # Most of a picture is ground; its lines and letters are the rest.
        ground = max(range(256), key=shot.histogram().__getitem__)
        darkest, lightest = shot.getextrema()
        check((ground > 200) if scheme == "light" else (ground < 60), f"{name}: ground of grey {ground}")
        check(lightest - darkest > 120, f"{name}: picture of greys {darkest} to {lightest}")


def check_use(browser, check, address):
    """Links open runs; the search leaves those that match; the print shows no controls."""
    with opened(browser, check, address) as page:
        link = page.query_selector("a[href^='#run-']")
        target = link.get_attribute("href")[1:]
        page.evaluate("(id) => { location.hash = id; }", target)
        page.wait_for_function("(id) => document.getElementById(id).open", arg=target)
        runs = page.locator("details.run")
        page.fill("#search", "gmf")
        shown = runs.evaluate_all("(all) => all.filter((r) => !r.hidden).map((r) => r.firstElementChild.textContent)")
        check(shown and all("GMF" in text for text in shown), f"search for gmf shows {shown[:3]}")
        page.fill("#search", "nothing like this")
        check(runs.evaluate_all("(all) => all.every((r) => r.hidden)"), "a search without a match shows runs")
        page.fill("#search", "")
        check(runs.evaluate_all("(all) => all.every((r) => !r.hidden)"), "an empty search hides runs")
        page.emulate_media(media="print")
        check(not page.is_visible("nav") and not page.is_visible("#search"), "the print shows controls")
        check(page.pdf().startswith(b"%PDF"), "the page does not print")


def check_report(browser, check, file, shots=None):
    address = file.resolve().as_uri()
    for screen in SCREENS:
        for scheme in SCHEMES:
            with opened(browser, check, address, screen, scheme) as page:
                name = f"{file.name} ({screen}, {scheme})"
                if shots:
                    page.screenshot(path=shots / f"{screen}-{scheme}.png", full_page=True)
                check_scheme(page, check, name, scheme)
                check_reading(page, check, name)
    check_use(browser, check, address)


if __name__ == "__main__":
    shots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    check = Check()
    with chromium() as browser:
        check_report(browser, check, pathlib.Path(sys.argv[1]), shots)
    sys.exit(check.end())
