// Files sent while the form is being filled, by the tus protocol, to the address that a ticket of the page opens.
// What is cut goes on where it was; each file that arrived leaves a receipt in the form. Without a script the plain
// field sends them with the form. Marked data-uploads with the address that gives tickets.
import { say } from "./forms.js";

const PIECE = 1 << 20;
const TRIES = 8;

export function uploads() {
  for (const field of document.querySelectorAll("[data-uploads]:not(.bring)")) if (field.dataset.uploads) enhance(field);
}

// What no further try will change: the words are the server's.
export class Refused extends Error {}

// `prepare`: what is done to a file before it leaves; gives the way to bring one by a program (copies.js).
export function enhance(field, prepare) {
  const { uploads: tickets, place, most, largest, name } = field.dataset;
  const words = JSON.parse(field.dataset.words);
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector(".uploads-list");
  const blank = field.querySelector("template").content.firstElementChild;
  const form = input.form;
  let last = Promise.resolve();
  input.removeAttribute("name"); // its files go the other way

  const fill = (item, file) => {
    item.querySelector(".upload-name").textContent = file.name;
    for (const one of item.querySelectorAll("[data-of]")) one.textContent = file.name;
  };
  const tell = (item, text, aloud = true) => {
    item.querySelector(".upload-state").textContent = text;
    if (aloud) say(`${item.querySelector(".upload-name").textContent}${words.colon} ${text}`);
  };
  const remove = (item) => {
    item.remove();
    input.focus();
  };
  const answer = (item) => {
    for (const button of item.querySelectorAll("button")) {
      button.addEventListener("click", () => {
        if (button.dataset.move) return;
        if (button.classList.contains("upload-again")) return item.start();
        item.abort?.();
        say(`${item.querySelector(".upload-name").textContent}${words.colon} ${words.removed}`);
        remove(item);
      });
    }
  };
  for (const item of list.querySelectorAll("li")) answer(item);

  const add = async (chosen, described = "") => {
    const file = prepare ? await prepare(chosen) : chosen;
    const item = blank.cloneNode(true);
    fill(item, file);
    answer(item);
    item.file = file;
    const line = item.querySelector("[data-with]");
    if (line) [line.value, line.disabled] = [described, false];
    const taken = list.querySelectorAll("li:not(.upload-wrong)").length;
    list.append(item);
    const refuse = (text) => {
      item.classList.add("upload-wrong");
      item.file = null;
      item.querySelector("progress").hidden = true;
      tell(item, text);
    };
    if (taken >= Number(most)) return refuse(words.tooMany);
    if (file.size > Number(largest)) return refuse(words.tooLarge);
    const bar = item.querySelector("progress");
    const again = item.querySelector(".upload-again");
    const run = async () => {
      if (!item.isConnected) return;
      const stop = new AbortController();
      item.abort = () => stop.abort();
      item.classList.remove("upload-wrong");
      item.setAttribute("aria-busy", "true");
      again.hidden = true;
      bar.hidden = false;
      tell(item, words.sending);
      try {
        const receipt = await sent(file, {
          ticket: () => ask(tickets, place, form, stop.signal),
          signal: stop.signal,
          progress: (part) => {
            bar.value = part;
            tell(item, `${Math.floor(part * 100)} %`, false);
          },
          cut: () => tell(item, words.cut),
        });
        const hidden = Object.assign(document.createElement("input"), { type: "hidden", name, value: receipt });
        item.append(hidden);
        if (input.webkitdirectory) {
          const value = file.webkitRelativePath.split("/").slice(0, -1).join("/");
          item.append(Object.assign(document.createElement("input"), { type: "hidden", name: "chemins", value }));
        }
        bar.hidden = true;
        item.classList.add("upload-done");
        tell(item, words.sent);
      } catch (error) {
        if (stop.signal.aborted) return;
        bar.hidden = true;
        item.classList.add("upload-wrong");
        again.hidden = error instanceof Refused;
        if (again.hidden) item.file = null;
        tell(item, error instanceof Refused && error.message ? error.message : words.failed);
      } finally {
        item.removeAttribute("aria-busy");
        delete item.abort;
      }
    };
    item.start = () => {
      last = last.then(run);
    };
    item.start();
  };

  input.addEventListener("change", () => {
    for (const file of [...input.files]) void add(file);
    input.value = "";
  });
  field.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    field.classList.add("uploads-over");
  });
  for (const kind of ["dragleave", "drop"]) field.addEventListener(kind, () => field.classList.remove("uploads-over"));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    for (const file of [...event.dataTransfer.files]) void add(file);
  });
  if (!prepare) form.addEventListener("submit", (event) => {
    const busy = list.querySelector("[aria-busy]");
    if (!busy) return;
    event.preventDefault();
    event.stopPropagation();
    busy.querySelector("button").focus();
    say(words.wait);
  });
  return { add, list };
}

export async function ask(address, place, form, signal) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ place });
  const answer = await fetch(address, { method: "POST", body, signal, headers: { "X-CSRFToken": token } });
  if (answer.status === 404) throw new Refused("");
  if (!answer.ok || answer.redirected) throw new Error("no ticket");
  return answer.json();
}

// The receipt of a file, however often the line is cut on the way.
export async function sent(file, { ticket, signal, progress, cut }) {
  const headers = { "Tus-Resumable": "1.0.0" };
  let address = "";
  let tries = 0;
  let here = 0;
  signal.addEventListener("abort", () => {
    if (address) fetch(address, { method: "DELETE", headers, keepalive: true }).catch(() => {});
  });
  for (;;) {
    try {
      if (!address) {
        const given = await ticket();
        const told = `filename ${base64(file.name)}`;
        const made = await request(given.url, "POST", signal, {
          ...headers, Authorization: `Bearer ${given.ticket}`, "Upload-Length": file.size, "Upload-Metadata": told,
        });
        address = new URL(made.headers.get("Location"), given.url).href;
        here = 0;
      } else if (tries) {
        here = Number((await request(address, "HEAD", signal, headers)).headers.get("Upload-Offset"));
      }
      for (;;) {
        const piece = await file.slice(here, here + PIECE).arrayBuffer();
        const got = await request(
          address, "PATCH", signal,
          { ...headers, ...(await sealed(piece)), "Upload-Offset": here, "Content-Type": "application/offset+octet-stream" },
          piece,
        );
        here = Number(got.headers.get("Upload-Offset"));
        tries = 0;
        progress(here / file.size);
        const receipt = got.headers.get("Preau-Receipt");
        if (receipt) return receipt;
      }
    } catch (error) {
      if (signal.aborted || error instanceof Refused || ++tries > TRIES) throw error;
      if (error.status === 404) address = "";
      cut();
      await pause(Math.min(30, 2 ** tries) * (500 + Math.random() * 500), signal);
    }
  }
}

// A line that says nothing for a minute is cut by ourselves.
async function request(url, method, signal, headers, body) {
  const late = AbortSignal.timeout ? AbortSignal.timeout(60_000) : null;
  const both = late && AbortSignal.any ? AbortSignal.any([signal, late]) : signal;
  const answer = await fetch(url, { method, headers, body, signal: both });
  if (answer.ok) return answer;
  if ([413, 422].includes(answer.status)) throw new Refused(await answer.text());
  throw Object.assign(new Error("cut"), { status: answer.status });
}

async function sealed(piece) {
  if (!window.crypto?.subtle) return {};
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", piece));
  return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...digest))}` };
}

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const now = () => (clearTimeout(timer), resolve());
    addEventListener("online", now, { once: true });
    signal.addEventListener("abort", now, { once: true });
  });
}
