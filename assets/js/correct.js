// Correcting: what is typed is kept once the hands rest, under the number of what was read, so that two correctors never
// overwrite each other; the next copy is read ahead, with its pages, and takes the place of this one without a wait.
import { quietly } from "./quiet.js";

const REST = 1200;
let page = null;

const fetched = async (address) => {
  const answer = await quietly(address);
  if (!answer.ok || answer.redirected) throw new Error("lost");
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const image of found.querySelectorAll(".copy-page img")) new Image().src = image.getAttribute("src");
  return found;
};

// One copy on the screen, until another takes its place.
function show() {
  const place = document.querySelector("[data-correct]");
  const form = place.querySelector("form[action$='/corriger/']");
  const region = form.querySelector("[data-correct-state]");
  const ahead = place.dataset.next ? fetched(place.dataset.next).catch(() => null) : null;
  const typed = () => {
    const all = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "seen", "version", "phrase"]) all.delete(name);
    return new URLSearchParams(all).toString();
  };
  let last = typed();
  let timer = 0;
  let going = null;
  let stopped = false;
  const tell = (text) => {
    if (region.textContent !== text) region.textContent = text;
  };
  // Gives whether it is stored.
  const save = async (how) => {
    while (going) await going;
    const now = typed();
    if (stopped) return false;
    if (now === last && how === "garder") return true;
    const body = new URLSearchParams(new FormData(form));
    body.set("faire", how);
    let done = null;
    going = new Promise((resolve) => (done = resolve));
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("lost");
      const told = await answer.json();
      tell(told.words);
      if (answer.status === 409) stopped = true;
      if (!answer.ok) return false;
      form.elements.version.value = told.version;
      form.elements.seen.value = told.seen;
      last = now;
      return true;
    } catch {
      tell(place.dataset.lost);
      return false;
    } finally {
      going = null;
      done();
    }
  };
  const leave = async (address, held) => {
    if (!address) return location.assign(place.dataset.end);
    const next = held && (await held);
    if (!next?.querySelector("[data-correct]")) return location.assign(address);
    page.end();
    document.title = next.title;
    document.querySelector("main").replaceWith(document.adoptNode(next.querySelector("main")));
    history.pushState(null, "", address);
    page = show();
    scrollTo(0, 0);
    document.querySelector("#id_points, [name='mastery'], #id_comment")?.focus();
    // A screen reader is told whose copy took the place of the one before.
    setTimeout(() => page.tell(document.querySelector("h1").textContent.trim()), 150);
  };
  const go = async (address, held) => {
    if (typed() !== last && !(await save("rester"))) return;
    await leave(address, held);
  };
  // A sentence kept ready, at the end of the comment or in the place of its letters.
  const comment = form.querySelector("#id_comment");
  const put = (text, from, to) => {
    comment.setRangeText(text, from, to, "end");
    comment.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const expand = () => {
    const found = /(^|\s);(\w{1,12})\s$/u.exec(comment.value.slice(0, comment.selectionStart));
    const option = found && form.querySelector(`#phrase option[data-code="${CSS.escape(found[2].toLowerCase())}"]`);
    if (option) put(`${option.dataset.text} `, comment.selectionStart - found[2].length - 2, comment.selectionStart);
  };
  comment.addEventListener("input", expand);
  const submit = async (event) => {
    const how = event.submitter?.value ?? "suivante";
    if (how === "phrase") {
      event.preventDefault();
      event.stopPropagation();
      const option = form.querySelector("#phrase").selectedOptions[0];
      const before = comment.value && !/\s$/.test(comment.value) ? " " : "";
      if (option?.dataset.text) put(before + option.dataset.text, comment.value.length, comment.value.length);
      comment.focus();
      return;
    }
    if (stopped) return; // the server shows both texts
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    if (!(await save(how))) return;
    if (how === "suivante") await leave(place.dataset.next, ahead);
    if (how === "precedente") await leave(place.dataset.previous, null);
  };
  const input = () => {
    clearTimeout(timer);
    if (form.hasAttribute("data-autosave")) timer = setTimeout(() => void save("garder"), REST);
  };
  const keys = (event) => {
    if (document.documentElement.dataset.keys === "off" || event.altKey || event.metaKey || event.isComposing) return;
    const field = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
    if (event.key === "Enter" && event.ctrlKey && event.target.id === "id_comment") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[value='suivante']"));
      return;
    }
    if (event.ctrlKey) return;
    if (field) {
      if (event.key === "Escape" && form.contains(field)) field.blur();
      return;
    }
    const acts = {
      n: () => place.dataset.next && void go(place.dataset.next, ahead),
      p: () => place.dataset.previous && void go(place.dataset.previous, null),
      m: () => form.querySelector("#id_points, [name='mastery']")?.focus(),
      c: () => form.querySelector("#id_comment")?.focus(),
    };
    const level = /^[1-4]$/.test(event.key) && form.querySelector(`[name='mastery'][value='${event.key}']`);
    if (level) level.click();
    else if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  };
  form.addEventListener("submit", submit);
  form.addEventListener("input", input);
  document.addEventListener("keydown", keys);
  return {
    tell,
    end() {
      clearTimeout(timer);
      document.removeEventListener("keydown", keys);
    },
  };
}

page = show();
// On a phone the keyboard would hide the copy.
if (matchMedia("(pointer: fine)").matches) document.querySelector("#id_points")?.focus();
addEventListener("popstate", () => location.reload());
