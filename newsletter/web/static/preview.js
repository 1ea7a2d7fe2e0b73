"use strict";
// The preview without a button: a choice is shown at once, and a file that was saved by itself.
// What was read stays where it was; nothing that has the focus is taken away.

const tools = document.getElementById("tools");
const frame = document.getElementById("frame");
const told = document.getElementById("told");
const sleep = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

function query() {
  return new URLSearchParams(new FormData(tools));
}

function tell(words) {
  if (told.textContent !== words) told.textContent = words;
}

// --- how it is shown ---

function scrolled() {
  try {
    return frame.contentWindow.scrollY;
  } catch {
    return 0;
  }
}

function load(top) {
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
  // The history of the tab is that of the page, not of every change.
  frame.contentWindow.location.replace(`/shown?${query()}`);
}

function follow() {
  const asked = query();
  document.getElementById("alone").href = `/shown?${asked}`;
  document.getElementById("save").href = `/message.eml?${asked}`;
  const screen = document.getElementById("screen");
  screen.dataset.width = asked.get("width");
  screen.dataset.scheme = asked.get("scheme");
  for (const link of document.querySelectorAll("[data-item]"))
    link.href = `/shown?${asked}#${link.dataset.item}`;
}

tools.addEventListener("change", async () => {
  const top = scrolled();
  history.replaceState(null, "", `/?${query()}`);
  follow();
  load(top);
  await refresh();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-item]");
  if (!link) return;
  event.preventDefault();
  const there = frame.contentDocument?.getElementById(link.dataset.item);
  if (!there) return;
  // Whole, because it is completed from the address of this page.
  frame.contentWindow.location.replace(`${frame.contentDocument.URL.split("#")[0]}#${there.id}`);
});

// --- what was saved ---

async function refresh() {
  const answer = await fetch(`/?${query()}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (part.innerHTML === fresh.innerHTML) continue;
    const chosen = part.value;
    const opened = [...part.querySelectorAll("details")].map((one) => one.open);
    part.replaceChildren(...fresh.childNodes);
    if (chosen !== undefined) part.value = chosen;
    if (part.selectedIndex === -1) part.selectedIndex = 0;
    [...part.querySelectorAll("details")].forEach((one, number) => (one.open = opened[number]));
  }
  follow();
  return page.body.dataset.version;
}

async function watch() {
  let version = document.body.dataset.version;
  for (;;) {
    if (document.hidden) {
      await new Promise((done) =>
        document.addEventListener("visibilitychange", done, { once: true }));
      continue;
    }
    try {
      const answer = await (await fetch(`/wait?since=${version}`)).json();
      if (answer.version !== version) {
        version = await refresh();
        load(scrolled());
        tell(`Shown anew at ${new Date().toLocaleTimeString()}. ${document.getElementById("found")?.textContent ?? ""}`);
      }
      await sleep(answer.pause);
    } catch {
      tell("The preview has ended. Start it again: newsletter preview");
      await sleep(2);
    }
  }
}

document.getElementById("show").hidden = true;
follow();
watch();
