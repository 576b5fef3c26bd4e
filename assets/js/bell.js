// The bell's number on an open page. An event adds to it at once, and the exact number is asked for after a pause that
// the event sets: when two thousand people are told, their pages do not ask together. Without live events it is asked
// for each minute, then less and less often, and never while the page is hidden.
import { say } from "./forms.js";

const FIRST = 60_000;
const LAST = 600_000;

// What waits behind an entry of the navigation, wherever it stands.
function tell(url, { count, label }) {
  for (const link of document.querySelectorAll(".nav-tab, .nav-link")) {
    if (link.getAttribute("href") !== url) continue;
    for (const old of link.querySelectorAll(".nav-count, .nav-label > .visually-hidden")) old.remove();
    if (!count) continue;
    const [figure, words] = [document.createElement("span"), document.createElement("span")];
    figure.className = "nav-count";
    figure.setAttribute("aria-hidden", "true");
    figure.textContent = count < 100 ? count : "99+";
    words.className = "visually-hidden";
    words.textContent = `, ${label}`;
    link.querySelector(".nav-icon").append(figure);
    link.querySelector(".nav-label").append(words);
  }
}

export function bell() {
  const link = document.querySelector("[data-bell]");
  if (!link) return;
  const figure = link.querySelector(".nav-count");
  const words = link.querySelector(".visually-hidden");
  let shown = figure.hidden ? 0 : Number.parseInt(figure.textContent, 10);
  let asking = 0;
  let polling = 0;
  let pause = FIRST;
  let heardBefore = false;
  const show = (count) => {
    shown = count;
    figure.textContent = count < 100 ? count : "99+";
    figure.hidden = !count;
  };
  const ask = async () => {
    asking = 0;
    const answer = await fetch(link.dataset.bell, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return false;
    const { count, label, entries } = await answer.json();
    show(count);
    for (const [url, waits] of Object.entries(entries)) tell(url, waits);
    if (words.textContent !== label) {
      words.textContent = label;
      if (count) say(label);
    }
    return true;
  };
  // Asks after at most so many seconds; a question that waits already will do.
  const soon = (seconds) => {
    if (!asking) asking = setTimeout(() => ask().catch(() => {}), Math.random() * seconds * 1000);
  };
  const poll = () => {
    clearTimeout(polling);
    polling = setTimeout(
      async () => {
        pause = Math.min(pause * 2, LAST);
        if (document.hidden || (await ask().catch(() => true))) poll();
      },
      pause * (0.5 + Math.random()),
    );
  };
  document.addEventListener("preau:notifications.changed", ({ detail }) => {
    const { more, spread } = detail.payload;
    if (more) show(shown + more);
    soon(spread + 0.2);
  });
  document.addEventListener("preau:kernel.resync", () => soon(10));
  document.addEventListener("preau:deaf", () => {
    if (!polling) poll();
  });
  document.addEventListener("preau:heard", () => {
    clearTimeout(polling);
    polling = 0;
    pause = FIRST;
    if (heardBefore) soon(3); // what came while nothing was heard
    heardBefore = true;
  });
}
