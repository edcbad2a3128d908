"""Chromium as a reader has it: on a phone and on a desk, light and dark. Every page that is opened is watched for
complaints and for requests that leave it."""

import contextlib
import shutil

from playwright.sync_api import sync_playwright

SCREENS = {"phone": (390, 844), "desk": (1280, 900)}
SCHEMES = ["light", "dark"]


class Check:
    """Collects what is wrong, and says what has been looked at."""

    def __init__(self):
        self.problems = []
        self.count = 0

    def __call__(self, holds, what):
        self.count += 1
        if not holds:
            self.problems.append(what)
            print(f"✗ {what}")

    def end(self):
        print(f"{self.count} checks, {len(self.problems)} problems")
        return 1 if self.problems else 0


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise SystemExit("chromium is not installed: make test-browser installs it")


@contextlib.contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def opened(browser, check, address, screen="desk", scheme="light", allowed=()):
    """A page, which may ask for nothing but itself and addresses that begin with one of `allowed`."""
    width, height = SCREENS[screen]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    name = f"{address.rsplit('/', 1)[-1] or address} ({screen}, {scheme})"
    page.on("console", lambda message: check(False, f"{name}: console: {message.text}"))
    page.on("pageerror", lambda error: check(False, f"{name}: script: {error}"))

    def request(made):
        known = (address, "data:", *allowed)
        check(made.url.startswith(known), f"{name}: asks for {made.url}")

    page.on("request", request)
    try:
        page.goto(address)
        yield page
    finally:
        context.close()


def fits(page):
    """Whether the page is no wider than the screen: what is wide scrolls by itself."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


# WCAG 2.1's contrast between the text of every element that has some and what lies behind it.
LOWEST_CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let box = element; box; box = box.parentElement) {
      const colour = parse(getComputedStyle(box).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  let lowest = [21, ""];
  for (const element of document.querySelectorAll("main *, header *")) {
    if (element.closest("svg") || ![...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, element.outerHTML.slice(0, 80)];
  }
  return lowest;
}"""


def lowest_contrast(page):
    return page.evaluate(LOWEST_CONTRAST)
