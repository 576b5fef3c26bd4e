// The roll call: a tap on a name makes absent, a second late, a third there again. What is sent without a line stays in
// this browser and leaves when the line is back, from whatever page is open, with how long ago each pupil was touched.
// It is sent under no other name than its page's, which the server checks, and goes when its person signs out.
import { say } from "./forms.js";
import { forget } from "./rolls.js";

const KEPT = "preau:appel:";
const NEXT = { present: "absent", absent: "late", late: "present" };
const PATIENCE = 8000;
const AGAIN = 15_000;
const HOUR = 3600 * 1000;
const LONGEST = 8 * 24 * HOUR;

const kept = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
  } catch {
    return [];
  }
};
const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};
const drop = (name) => localStorage.removeItem(name);
export const reader = (page = document) => page.querySelector(".menu-name")?.textContent ?? "";

// Sends one; "sent", "refused" (it will never pass), "lost" (it stays), "stranger" (it stays: the line answers, and the
// session is another one) or "closed" (it stays: it is not for who wears this hat, today), with what the server says.
async function send(name, { action, fields, touched, person }, shown) {
  const body = new URLSearchParams(fields);
  const ages = Object.entries(touched).map(([pupil, at]) => [pupil, Math.max(0, (Date.now() - at) / 1000)]);
  body.set("ages", JSON.stringify(Object.fromEntries(ages)));
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  if (shown) body.set("shown", shown);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(action, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
    // The token of another session.
    if (answer.redirected || answer.headers.has("preau-unproved")) return ["stranger", {}];
    if ([403, 404].includes(answer.status)) {
      // To whoever filled it, another hat or another day may open it again; to somebody else, none does.
      if (!reader() || !person || reader() === person) return ["closed", {}];
      drop(name);
      return ["refused", { words: "" }];
    }
    if (!answer.headers.get("content-type")?.startsWith("application/json")) return ["lost", {}];
    const told = await answer.json();
    if (answer.status >= 500) return ["lost", {}];
    // Touched again meanwhile: what is newer stays, and leaves in its turn.
    if (read(name)?.fields.key === fields.key) drop(name);
    if (answer.ok) await forget(action).catch(() => {});
    return [answer.ok ? "sent" : "refused", told];
  } catch {
    return ["lost", {}];
  }
}

// What waits leaves, from any page; a page that shows a roll call sees to its own.
let sending = false;
async function flush(but) {
  if (sending) return;
  sending = true;
  for (const name of kept()) {
    if (name === but) continue;
    const entry = read(name);
    if (!entry || !(Date.now() - Math.max(...Object.values(entry.touched)) < LONGEST)) drop(name);
    else {
      const [, told] = await send(name, entry, "");
      if (told.words) say(told.words);
    }
  }
  sending = false;
}

export function rollcall() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leave]")) kept().forEach(drop);
  });
  const form = document.querySelector("form[data-roll]");
  const own = form && KEPT + location.pathname;
  if (document.querySelector("[name=csrfmiddlewaretoken]") && kept().length) void flush(own);
  addEventListener("online", () => void flush(own));
  if (form) sheet(form, own);
}

function sheet(form, own) {
  const region = form.querySelector("[data-roll-state]");
  const count = form.querySelector("[data-roll-present]");
  const button = form.querySelector("button[type=submit]");
  const touched = {};
  let timer = 0;
  let going = false;
  let person = reader();
  let isRestored = false;
  const isKept = document.querySelector("[data-kept]:not([hidden])");
  const pupil = (input) => input.name.slice(2);
  const states = () => [...form.querySelectorAll(".roll-input:checked")];
  const recount = () => {
    if (count) count.textContent = states().filter((one) => one.value !== "absent").length;
  };
  const touch = (input) => {
    touched[pupil(input)] = Date.now();
    form.elements.key.value = crypto.randomUUID?.() ?? `${Date.now().toString(16).padStart(32, "0")}`;
    const minutes = form.elements[`m-${pupil(input)}`];
    if (input.value === "late" && !minutes.value) {
      const late = Math.ceil(Date.now() / 60_000 - Number(form.dataset.roll) / 60);
      minutes.value = Math.min(Math.max(late, 1), 600);
    }
    recount();
    if (read(own)) keep();
  };
  const keep = () => {
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const entry = { action: location.pathname, fields: Object.fromEntries(fields), touched: { ...touched }, person };
    try {
      localStorage.setItem(own, JSON.stringify(entry));
    } catch {
      // A browser that keeps nothing sends all the same.
    }
    return entry;
  };
  const lost = (what) => {
    const absent = states().filter((one) => one.value === "absent").length;
    region.textContent = form.dataset[what] + (what === "lost" ? ` ${absent}.` : "");
    clearTimeout(timer);
    timer = setTimeout(() => void leave(), AGAIN);
  };
  const leave = async () => {
    if (going) return;
    going = true;
    clearTimeout(timer);
    const [what, told] = await send(own, keep(), isRestored ? "again" : "1");
    going = false;
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    if (what === "sent") location.assign(told.next);
    else if (!region) return;
    // What another filled, or of a lesson that is no more: who reads it gets their own page.
    else if (what === "refused" && (isRestored || !told.words)) {
      const reload = () => location.reload();
      void forget(location.pathname).then(reload, reload);
    } else if (what === "refused") region.textContent = told.words;
    else lost(what);
  };
  for (const legend of form.querySelectorAll(".roll-name")) {
    const tap = document.createElement("button");
    tap.type = "button";
    tap.className = "roll-tap";
    tap.textContent = legend.textContent;
    tap.addEventListener("click", () => {
      const one = legend.parentElement.querySelector(".roll-input:checked");
      const next = legend.parentElement.querySelector(`.roll-input[value=${NEXT[one?.value ?? "late"]}]`);
      next.checked = true;
      touch(next);
      say(`${tap.textContent} : ${next.labels[0].textContent}`);
    });
    legend.replaceChildren(tap);
  }
  form.addEventListener("change", (event) => {
    if (event.target.matches(".roll-input")) touch(event.target);
    else if (event.target.name?.startsWith("m-")) touch(event.target.closest("fieldset").querySelector("[value=late]"));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    touched["*"] = Date.now(); // the whole class was looked at
    void leave();
  });
  addEventListener("online", () => {
    if (read(own)) void leave();
    // A page that was kept, and that nobody touched: what the school knows now.
    else if (isKept && !Object.keys(touched).length) location.reload();
  });
  // Opened, or kept, before its time: the button comes with it.
  const early = form.parentElement.querySelector("[data-roll-early]");
  const open = () => {
    const rest = Number(early.dataset.rollEarly) * 1000 - Date.now();
    if (rest > 0) setTimeout(open, Math.min(rest, HOUR));
    else [early.hidden, region.parentElement.hidden] = [true, false];
  };
  if (early) open();
  const waiting = read(own);
  if (waiting && button) {
    for (const [name, value] of Object.entries(waiting.fields)) {
      const field = form.elements[name];
      if (name.startsWith("e-") && field) field.value = value;
      else if (name.startsWith("m-") && field) field.value = value;
    }
    for (const name of ["key", "version", "base", "who"]) form.elements[name].value = waiting.fields[name];
    Object.assign(touched, waiting.touched);
    person = waiting.person;
    isRestored = true;
    void leave();
  }
  recount();
}
