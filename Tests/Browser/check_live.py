"""Follows a sweep in Chromium while it goes on: check_live.py PROGRAM [FOLDER FOR SCREENSHOTS]"""

import json
import pathlib
import signal
import subprocess
import sys
import tempfile

from browser import SCHEMES, Check, chromium, fits, opened

ROOT = pathlib.Path(__file__).resolve().parents[2]
SWEEP = {
    "name": "live",
    "title": "A sweep to watch",
    "settings": {"dataset": "sample", "batch_size": 64, "epochs": 300},
    "groups": [{"settings": {"model": "neumf"}}, {"settings": {"model": "gmf"}, "sweep": {"factors": [4, 8, 16]}}],
}

# Every place in which a running run's bar has stood.
NOTE_BARS = """() => {
  window.seenBars = [];
  new MutationObserver(() => {
    for (const bar of document.querySelectorAll("#progress li.running progress")) {
      const value = bar.getAttribute("value");
      if (!window.seenBars.includes(value)) window.seenBars.push(value);
    }
  }).observe(document.getElementById("progress"), { childList: true, subtree: true });
}"""


def check_sweep(browser, check, program, folder, shots):
    database, spec = folder / "ncf.sqlite", folder / "live.json"
    spec.write_text(json.dumps(SWEEP))
    serving = subprocess.Popen(
        [program, "serve", "--port", "0", "--db", database], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    address = serving.stdout.readline().strip()
    try:
        with opened(browser, check, address) as page:
            state = page.locator("#progress .state")
            state.filter(has_text="no database yet").wait_for()
            # On a fast machine a look from here may miss what the page shows: the page notes it by itself.
            page.evaluate(NOTE_BARS)
            running = subprocess.Popen([program, "run", spec, "--db", database, "--jobs", "1", "--quiet"], cwd=ROOT)
            # Runs come and end; the report comes by itself, and what is opened stays open.
            page.locator("#progress li.running").first.wait_for(timeout=60_000)
            if shots:
                page.screenshot(path=shots / "live-running.png")
            finished = page.locator("details.run", has_text="HR@10").first
            finished.wait_for(timeout=60_000)
            opened_run = finished.get_attribute("id")
            page.evaluate("(id) => { document.getElementById(id).open = true; }", opened_run)
            state.filter(has_text="4 of 4 finished").wait_for(timeout=120_000)
            page.wait_for_function(
                "() => [...document.querySelectorAll('details.run')].filter("
                "(r) => r.textContent.includes('HR@K, best epoch')).length === 4", timeout=30_000)
            check(page.evaluate("(id) => document.getElementById(id).open", opened_run), "an opened run has closed")
            seen = page.evaluate("window.seenBars.length")
            check(seen > 2, f"the bars of running runs were seen in {seen} places")
            check(running.wait(timeout=60) == 0, "the sweep failed")
            page.fill("#search", "neumf")
            shown = page.locator("details.run").evaluate_all("(all) => all.filter((r) => !r.hidden).length")
            check(shown == 1, f"search for neumf shows {shown} runs")
            if shots:
                page.screenshot(path=shots / "live-finished.png", full_page=True)
        for scheme in SCHEMES:
            with opened(browser, check, address, "phone", scheme) as page:
                check(fits(page), f"live ({scheme}): wider than the phone")
        serving.send_signal(signal.SIGINT)
        check(serving.wait(timeout=20) == 130, f"Ctrl-C ends the server with {serving.returncode}")
    finally:
        if serving.poll() is None:
            serving.kill()


if __name__ == "__main__":
    shots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    check = Check()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        check_sweep(browser, check, pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(folder), shots)
    sys.exit(check.end())
