// Pages of roll calls that a browser keeps for its person and their day; the line comes first whenever it answers.
// A page says by itself whose it is (data-kept); only such a page is kept, and it is given with its banner shown.
import { quietly } from "./quiet.js";

export const KEPT = "preau:appels:";
export const MINE = "/appel/";

const PAGE = /^\/appel\/([0-9a-f-]{36}\/)?$/;
const PATIENCE = 4000;
const MOST = 8;
const DRAWN = ["style", "script", "image", ""]; // what drawings are fetched as, browsers do not agree on

// Seen earlier than now, by a day that is not over: a clock that was put back opens nothing.
export function isOfToday(answer) {
  const [seen, until] = ["preau-seen", "preau-until"].map((name) => Number(answer?.headers.get(name)));
  return seen > 0 && seen <= Date.now() && Date.now() < until;
}

// What was sent makes the copies of its page untrue: the line brings it anew.
export async function forget(path) {
  for (const name of await caches.keys()) {
    if (name.startsWith(KEPT)) await (await caches.open(name)).delete(path);
  }
}

const read = async (answer) => ({ text: await answer.text(), sent: [...answer.headers] });
const said = (text, name) => text.match(new RegExp(` data-${name}="([^"]*)"`))?.[1] ?? "";

// Kept with the headers that it came with, of its text as it is sent no more.
async function put(cache, path, { text, sent }, who, until) {
  const banner = ` data-kept="${who}"`;
  if (!text.includes(`${banner} hidden`)) return cache.delete(path);
  const headers = new Headers(sent);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  headers.set("preau-seen", Date.now());
  headers.set("preau-until", until);
  return cache.put(path, new Response(text.replace(`${banner} hidden`, banner), { headers }));
}

// What a page is drawn with: files of anybody's.
async function dress(cache, text) {
  const files = text.matchAll(/<(?:link rel="stylesheet" href|script type="module" src|use href)="([^"#]+)/g);
  for (const path of new Set([...files].map(([, name]) => name))) {
    if (await cache.match(path)) continue;
    const answer = await fetch(path);
    if (answer.ok) await cache.put(path, answer);
  }
}

// Keeps « Mes appels » and the lessons that it lists: at most eight, on a narrow line the next one alone.
export async function keep({ whose, text, sent, isLight }) {
  const [who, rolls] = [said(text, "kept"), said(text, "rolls").split(" ")];
  const until = Date.now() + Number(said(text, "rolls-left")) * 1000;
  const name = `${KEPT}${who}${whose}`;
  for (const other of await caches.keys()) {
    if (other.startsWith(KEPT) && other !== name) await caches.delete(other);
  }
  const cache = await caches.open(name);
  const wanted = rolls.slice(0, isLight ? 1 : MOST);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (PAGE.test(pathname) && !rolls.includes(pathname)) await cache.delete(url);
  }
  await put(cache, MINE, { text, sent }, who, until);
  await dress(cache, text);
  for (const path of wanted) {
    const answer = await quietly(path);
    if (answer.redirected) return caches.delete(name);
    if (answer.ok) await put(cache, path, await read(answer), who, until);
    else if (answer.status < 500) await cache.delete(path);
  }
}

async function kept(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(KEPT)) continue;
    const cache = await caches.open(name);
    const copy = await cache.match(path);
    if (isOfToday(copy)) return { name, cache, copy, until: copy.headers.get("preau-until") };
    if (copy) await caches.delete(name);
  }
  return null;
}

// Where a lesson of today has its place, whose page was let go.
async function place(path) {
  const list = await kept(MINE);
  const isListed = list && said(await list.copy.text(), "rolls").split(" ").includes(path);
  return isListed ? { ...list, copy: null } : null;
}

// What came takes the place of what was kept; what is refused is kept no longer.
async function follow({ name, cache, until }, path, answer) {
  if (answer.type === "opaqueredirect") await caches.delete(name);
  else if (answer.ok) {
    const who = name.slice(KEPT.length).split(":")[0];
    await put(cache, path, await read(answer), who, until);
  } else if (answer.status < 500) await cache.delete(path);
}

async function page(event, path) {
  const found = (await kept(path)) ?? (await place(path));
  if (!found) return fetch(event.request);
  const coming = fetch(event.request);
  event.waitUntil(coming.then((answer) => follow(found, path, answer.clone())).catch(() => {}));
  if (!found.copy) return coming;
  const enough = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([coming, enough]).catch(() => undefined);
  return answer?.status < 500 ? answer : found.copy; // a fault of ours is as good as no line
}

// Without a line, home leads to what was kept.
async function home(event) {
  try {
    return await fetch(event.request);
  } catch (error) {
    if (await kept(MINE)) return Response.redirect(MINE);
    throw error;
  }
}

export function answer(event) {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (PAGE.test(pathname) && !search) event.respondWith(page(event, pathname));
    else if (pathname === "/" && !search) event.respondWith(home(event));
  } else if (!navigator.onLine && DRAWN.includes(request.destination) && !PAGE.test(pathname)) {
    event.respondWith(caches.match(request.url).then((file) => file ?? fetch(request)));
  }
}
