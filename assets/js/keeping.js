// Pages of the roll calls of today that open without a line. Who opens home or « Mes appels » has them fetched quietly by
// the script that the browser keeps (rolls.js), which gives them when the line is cut. They belong to one person, one
// session and one day: signing out, somebody else, nobody, and midnight erase them. What may be kept is said by the
// server, in « Mes appels »: on a shared computer, nothing.
import { say } from "./forms.js";
import { quietly } from "./quiet.js";
import { reader } from "./rollcall.js";
import { KEPT, MINE, isOfToday } from "./rolls.js";

const WORKER = "/service-worker.js";
const QUIET = 2000;
const FRESH = 10 * 60_000;

const held = async () => (await caches.keys()).filter((name) => name.startsWith(KEPT));
const erase = (names) => Promise.all(names.map((name) => caches.delete(name)));

export function keeping() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  if (document.querySelector("[data-kept]:not([hidden])")) say(""); // what it said was of then
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leave]")) void held().then(erase);
  });
  void keep().catch(() => {});
}

async function keep() {
  if ("failed" in document.body.dataset) return; // a page of ours that names nobody, whoever reads it
  const whose = `:${encodeURIComponent(reader())}`;
  let newest = 0;
  for (const name of await held()) {
    const list = await (await caches.open(name)).match(MINE);
    if (reader() && name.endsWith(whose) && isOfToday(list)) newest = Number(list.headers.get("preau-seen"));
    else await erase([name]);
  }
  const isHere = [document.body.dataset.root, MINE].includes(location.pathname);
  if (!isHere || !document.querySelector(`a[href="${MINE}"]`) || Date.now() - newest < FRESH) return;
  await new Promise((done) => setTimeout(done, QUIET)); // the page first
  const answer = await quietly(MINE);
  if (answer.headers.has("preau-seen")) return; // a copy is no news
  const text = await answer.text();
  if (answer.status >= 500) return;
  if (!answer.ok || answer.redirected || !/data-rolls="[^"]/.test(text)) return erase(await held());
  await navigator.serviceWorker.register(WORKER);
  const { active } = await navigator.serviceWorker.ready;
  const { saveData, effectiveType = "" } = navigator.connection ?? {};
  const sent = [...answer.headers];
  active.postMessage({ whose, text, sent, isLight: Boolean(saveData) || effectiveType.endsWith("2g") });
}
