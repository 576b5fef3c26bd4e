// The absences desk, kept up to date: it looks again when the school's roll calls change, and each half minute all the
// same. It changes under nobody's hands: while something is ticked or has the focus, a button says that there is news.
import { say } from "./forms.js";
import { quietly } from "./quiet.js";

const PAUSE = 30_000;

export function board() {
  const place = document.querySelector("[data-board]");
  if (!place) return;
  const news = document.querySelector("[data-board-news]");
  const plain = (node) => node.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
  let shown = plain(place);
  let next = null;
  let asking = 0;
  const show = () => {
    if (!next) return;
    place.replaceChildren(...next.childNodes);
    shown = plain(place);
    next = null;
    news.hidden = true;
    say([...place.querySelectorAll("h2")].map((one) => one.textContent).join(", "));
  };
  const look = async () => {
    asking = 0;
    const answer = await quietly(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-board]");
    const intro = page.querySelector("main .intro");
    if (intro) document.querySelector("main .intro").textContent = intro.textContent;
    if (!found || plain(found) === shown) return;
    next = found;
    if (place.contains(document.activeElement) || place.querySelector("input:checked")) {
      news.hidden = false;
      say(place.dataset.said);
    } else show();
  };
  const soon = (pause) => {
    if (!asking) asking = setTimeout(() => look().catch(() => (asking = 0)), pause);
  };
  news.querySelector("button").addEventListener("click", () => {
    show();
    place.querySelector("h2").setAttribute("tabindex", "-1");
    place.querySelector("h2").focus();
  });
  document.addEventListener("preau:attendance.changed", () => soon(Math.random() * 1000));
  document.addEventListener("preau:kernel.resync", () => soon(2000));
  setInterval(() => {
    if (!document.hidden) soon(0);
  }, PAUSE);
}
