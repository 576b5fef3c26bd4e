// Work handed in: pages shrunk, ordered, recorded; and a queue of copies that survives the page. A copy is kept in the
// browser before it leaves, under the number of its sending: however often it is sent, the server takes it once. It
// leaves when Préau is opened with a line, for the person who made it alone. The server's hour decides.
import { say } from "./forms.js";
import { quietly } from "./quiet.js";
import { reader } from "./rollcall.js";
import { Refused, ask, enhance, sent } from "./uploads.js";

const MARK = "preau:copies";
const FRESH = 20 * 3600_000; // receipts of files hold a day
const QUALITY = 0.8;

// The browser's own store: files and all.
const opened = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open(MARK, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "attempt" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

async function stored(mode, act) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const dealing = base.transaction("waiting", mode);
      const asked = act(dealing.objectStore("waiting"));
      dealing.oncomplete = () => resolve(asked.result);
      dealing.onabort = dealing.onerror = () => reject(dealing.error);
    });
  } finally {
    base.close();
  }
}

const every = () => stored("readonly", (store) => store.getAll());
const keep = async (entry) => {
  await stored("readwrite", (store) => store.put(entry));
  localStorage.setItem(MARK, "1");
};
const drop = async (entry) => {
  await stored("readwrite", (store) => store.delete(entry.attempt));
  if (!(await every()).length) localStorage.removeItem(MARK);
};
const mine = async () => (await every().catch(() => [])).filter((one) => one.person === reader());

// Sends one. Gives { receipt }, { words, seen } for what will not pass as it is, or null: it stays, for a better line.
async function deliver(entry) {
  if (!navigator.onLine) return null;
  try {
    const answer = await quietly(entry.page);
    if (!answer.ok || answer.redirected) return null; // signed out, or a fault of ours
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (reader(page) !== entry.person) return null; // another came in meanwhile: it waits for whose it is
    const token = page.querySelector("[name=csrfmiddlewaretoken]");
    for (const part of entry.parts) {
      if (part.receipt && (Date.now() - part.at < FRESH || !part.file)) continue;
      const place = page.querySelector(`.bring[data-name="${part.field}-recus"]`)?.dataset;
      if (!place) continue; // nothing more is taken: the answer below says why
      const never = new AbortController().signal;
      part.receipt = await sent(part.file, {
        ticket: () => ask(place.uploads, place.place, page, never), signal: never, progress() {}, cut() {},
      });
      part.at = Date.now();
      await keep(entry).catch(() => {});
    }
    const body = new FormData();
    for (const [name, value] of Object.entries(entry.fields)) body.set(name, value);
    for (const { field, receipt, words } of entry.parts) {
      body.append(`${field}-recus`, receipt ?? "");
      body.append(`${field}-mots`, words);
    }
    body.set("faire", "envoyer");
    const headers = { Accept: "application/json", "X-CSRFToken": token?.value ?? "" };
    const got = await fetch(entry.page, { method: "POST", body, headers });
    if (got.redirected || ![200, 409, 410, 422].includes(got.status)) return null;
    return await got.json();
  } catch (error) {
    return error instanceof Refused && error.message ? { words: error.message } : null;
  }
}

// One at a time, in one window.
const alone = (act) => (navigator.locks ? navigator.locks.request(MARK, act) : act());

// --- The page of a copy ---

async function shrunk(file, side) {
  if (!side || !file.type.startsWith("image/") || file.type === "image/gif") return file;
  try {
    const drawn = await createImageBitmap(file); // turned as it was taken
    const part = Math.min(1, side / Math.max(drawn.width, drawn.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(drawn.width * part), height: Math.round(drawn.height * part),
    });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(drawn, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!made || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // a form that this browser does not draw: the server does
  }
}

// The order of pages, by buttons and by dragging.
function ordering({ list }) {
  const name = (item) => item.querySelector(".upload-name").textContent;
  // Heard from above: it is the buttons that answer, and the list is no control.
  document.addEventListener("click", (event) => {
    const button = list.contains(event.target) && event.target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    const other = button.dataset.move === "-1" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "-1") other.before(item);
    else other.after(item);
    button.focus();
    say(`${name(item)} ${[...list.children].indexOf(item) + 1}/${list.children.length}`);
  });
  let dragged = null;
  document.addEventListener("pointerdown", (event) => {
    const item = list.contains(event.target) && event.target.closest("li");
    if (item) item.draggable = !event.target.closest("input, button");
  });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("dragend", () => (dragged = null));
  for (const rank of list.querySelectorAll(".upload-rank")) rank.remove(); // numbers are for who has no script
}

function recording(field, add) {
  const box = field.querySelector("[data-recorder]");
  if (!box || !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
  const [start, stop] = box.querySelectorAll("button");
  const time = box.querySelector("[data-time]");
  box.hidden = false;
  stop.hidden = true;
  start.addEventListener("click", async () => {
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      time.textContent = box.dataset.refused;
      return say(box.dataset.refused);
    }
    const recorder = new MediaRecorder(sound);
    const pieces = [];
    const began = Date.now();
    const clock = setInterval(() => {
      time.textContent = `${box.dataset.going} ${Math.floor((Date.now() - began) / 1000)} s`;
    }, 1000);
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => {
      clearInterval(clock);
      for (const track of sound.getTracks()) track.stop();
      const type = recorder.mimeType.split(";")[0] || "audio/webm";
      void add(new File(pieces, `${box.dataset.file}.${type.includes("mp4") ? "m4a" : "webm"}`, { type }));
      [start.hidden, stop.hidden] = [false, true];
      time.textContent = box.dataset.over;
      start.focus();
    };
    recorder.start(1000);
    [start.hidden, stop.hidden] = [true, false];
    stop.onclick = () => recorder.stop();
    stop.focus();
    say(box.dataset.going);
  });
}

function gathered(form, fields) {
  const read = new FormData(form);
  const told = ["attempt", "seen", "text", "link"].filter((name) => read.has(name));
  const entry = {
    attempt: read.get("attempt"), person: reader(), page: location.pathname, parts: [], words: "",
    fields: { ...Object.fromEntries(told.map((name) => [name, read.get(name)])), said_at: String(Date.now() / 1000) },
  };
  for (const [field, { list }] of Object.entries(fields)) {
    for (const item of list.children) {
      const receipt = item.querySelector("input[type=hidden]")?.value;
      if (!receipt && !item.file) continue;
      const words = item.querySelector(`[name="${field}-mots"]`)?.value ?? "";
      entry.parts.push({ field, words, receipt, at: Date.now(), file: item.file ?? null });
    }
  }
  return entry;
}

async function handing(form) {
  const state = form.querySelector("[data-handin-state]");
  const [send, ...others] = form.querySelectorAll(".action-bar button");
  for (const one of others) one.hidden = true; // a script keeps what is added
  const fields = {};
  for (const field of form.querySelectorAll(".bring")) {
    const made = enhance(field, (file) => shrunk(file, Number(field.dataset.side)));
    fields[field.dataset.name.replace("-recus", "")] = made;
    ordering(made);
    recording(field, made.add);
  }
  let busy = false;
  const go = (entry) =>
    alone(async () => {
      busy = true;
      send.disabled = true;
      state.textContent = form.dataset.sending;
      let kept = true;
      await keep(entry).catch(() => (kept = false));
      const answer = await deliver(entry);
      busy = send.disabled = false;
      if (answer?.receipt) {
        await drop(entry).catch(() => {});
        return location.assign(answer.receipt);
      }
      if (answer) {
        entry.words = answer.words;
        if (kept) await keep(entry).catch(() => {});
        if (answer.seen !== undefined) form.elements.seen.value = answer.seen;
        state.textContent = answer.words;
      } else state.textContent = kept ? form.dataset.waiting : form.dataset.full;
      state.focus?.();
    });
  form.addEventListener("submit", (event) => {
    if (!reader()) return;
    event.preventDefault();
    event.stopPropagation();
    if (!busy) void go(gathered(form, fields));
  });
  const waiting = (await mine()).find((one) => one.page === location.pathname);
  if (waiting && !waiting.words) await go(waiting);
  else if (waiting) await back(form, fields, waiting, state);
  addEventListener("online", async () => {
    const still = (await mine()).find((one) => one.page === location.pathname && !one.words);
    if (still && !busy) await go(still);
  });
}

// What was refused comes back into the form, with why.
async function back(form, fields, entry, state) {
  state.textContent = entry.words;
  for (const name of ["text", "link"]) if (form.elements[name]) form.elements[name].value ||= entry.fields[name] ?? "";
  for (const { field, file, words } of entry.parts) if (file) await fields[field]?.add(file, words);
  await drop(entry);
}

// --- Home: how many wait, and their leaving ---

async function waiting(card) {
  const text = card.querySelector("[data-copies-text]");
  const rows = card.querySelector("[data-copies-rows]");
  const show = async (gone = []) => {
    const left = await mine();
    card.hidden = !left.length && !gone.length;
    const { one, many, none } = card.dataset;
    text.textContent = left.length ? (left.length > 1 ? many : one).replace("0", left.length) : none;
    rows.replaceChildren(
      ...[...left.map((entry) => [entry.page, entry.words || card.dataset.open, entry]), ...gone].map(
        ([href, words, entry]) => {
          const row = document.createElement("li");
          row.append(Object.assign(document.createElement("a"), { href, textContent: words }));
          if (entry?.words) row.append(" ", forgetting(entry)); // refused for good: kept until its pupil says so
          return row;
        },
      ),
    );
  };
  const forgetting = (entry) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-quiet", textContent: card.dataset.forget });
    button.addEventListener("click", async () => {
      if (!confirm(card.dataset.sure)) return;
      await drop(entry);
      await show();
    });
    return button;
  };
  const flush = () =>
    alone(async () => {
      const gone = [];
      for (const entry of (await mine()).filter((one) => !one.words)) {
        const answer = await deliver(entry);
        if (answer?.receipt) {
          gone.push([answer.receipt, card.dataset.receipt]);
          await drop(entry);
        } else if (answer) {
          entry.words = answer.words;
          await keep(entry).catch(() => {});
        }
      }
      await show(gone);
      if (gone.length) say(card.dataset.none);
    });
  await show();
  await flush();
  addEventListener("online", () => void flush());
}

for (const place of document.querySelectorAll("[data-copies]")) {
  void (place.matches("form") ? handing(place) : waiting(place));
}
