
// The server sends the progress as it changes, and says when there is a new report.
const shown = document.getElementById("report");
const events = new EventSource("/events");
events.addEventListener("open", () => { document.getElementById("connection").hidden = true; });
events.addEventListener("error", () => { document.getElementById("connection").hidden = false; });
events.addEventListener("progress", (event) => {
  document.getElementById("progress").innerHTML = JSON.parse(event.data);
});
events.addEventListener("report", async (event) => {
  if (event.data === shown.dataset.version) return;
  const answer = await fetch("/body");
  if (!answer.ok) return;
  // What the reader has opened or typed stays.
  const open = [...document.querySelectorAll("details[id][open]")].map((box) => box.id);
  const words = document.getElementById("search")?.value ?? "";
  shown.innerHTML = await answer.text();
  shown.dataset.version = event.data;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  prepare();
  const field = document.getElementById("search");
  if (field) { field.value = words; search(); }
});
