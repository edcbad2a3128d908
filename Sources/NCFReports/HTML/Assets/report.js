"use strict";
// A link to a run opens it, and what it lies in.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let box = target; box; box = box.parentElement) {
    if (box.tagName === "DETAILS") box.open = true;
    if (box.hidden) box.hidden = false;
  }
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);

// Only the runs whose description has every word.
function search() {
  const field = document.getElementById("search");
  if (!field) return;
  const words = field.value.toLowerCase().split(/\s+/);
  for (const run of document.querySelectorAll("details.run")) {
    const text = run.firstElementChild.textContent.toLowerCase() + " " + run.id;
    run.hidden = !words.every((word) => text.includes(word));
  }
}

// Without this script the field would do nothing, so the page comes with it hidden.
function prepare() {
  const field = document.getElementById("search");
  if (!field) return;
  field.parentElement.hidden = false;
  field.addEventListener("input", search);
}
prepare();
openTarget();
