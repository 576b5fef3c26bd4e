// A form sent back with errors takes the focus to their list; a form is not sent twice by a second tap;
// a form marked data-auto sends itself at each change and hides its button; one marked data-onwards, at once.
export function forms() {
  const summary = document.querySelector("[data-focus]:not(.specimen *)");
  if (summary) summary.focus();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "get") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  });
  for (const form of document.querySelectorAll("form[data-auto]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
  for (const list of document.querySelectorAll("[data-all]")) together(list, document.getElementById(list.dataset.all));
  document.querySelector("form[data-onwards]")?.requestSubmit();
}

// One box for all of a list: it ticks them, and stands only while all are ticked.
function together(list, all) {
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  all?.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked || box.defaultChecked;
  });
  list.addEventListener("change", (event) => {
    if (all && event.target.type === "checkbox" && !event.target.checked) all.checked = false;
  });
}

// Says a text to everyone, screen readers included.
export function say(text) {
  const region = document.getElementById("status");
  if (region) region.textContent = text;
}
