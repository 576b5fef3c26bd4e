// A draft kept as one types: a form marked data-draft with the address that keeps it. What is typed goes there once the
// hands rest; files go with the buttons. A form that is sent meanwhile waits, so that nobody overtakes themselves.
// Where another device wrote, it says so and keeps its hands off: the button shows both texts.
const REST = 1500;
const AGAIN = 15_000;
const NAMES = ["csrfmiddlewaretoken", "seen", "version", "subject", "text", "html", "about", "expects_answer"];

export function drafts() {
  const form = document.querySelector("form[data-draft]");
  if (form) keep(form);
}

function keep(form) {
  const region = form.querySelector("[data-draft-state]");
  let timer = 0;
  let going = null;
  let stopped = false;
  const tell = (text) => {
    if (region.textContent !== text) region.textContent = text;
  };
  const typed = () => {
    const all = new FormData(form);
    return new URLSearchParams(NAMES.filter((name) => all.has(name)).map((name) => [name, all.get(name)]));
  };
  let last = typed().toString();
  const later = (pause) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void save(), pause);
  };
  const save = async () => {
    if (going) return later(REST);
    const body = typed();
    if (body.toString() === last) return;
    going = (async () => {
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
        if (answer.redirected || !answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("lost");
        const told = await answer.json();
        tell(told.words);
        if (answer.status === 409) stopped = true;
        if (!answer.ok) return;
        form.elements.version.value = told.version;
        form.elements.seen.value = told.seen;
        for (const name of ["version", "seen"]) body.set(name, form.elements[name].value);
        last = body.toString();
        // The page that is loaded again is that of the draft.
        history.replaceState(history.state, "", form.action);
        if (typed().toString() !== last) later(REST);
      } catch {
        tell(form.dataset.lost);
        later(AGAIN);
      }
    })();
    await going;
    going = null;
  };
  form.addEventListener("input", (event) => {
    if (NAMES.includes(event.target.name)) later(REST);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!going) {
      stopped = true;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    going.then(() => form.requestSubmit(event.submitter));
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // its version is an old one
  });
}
