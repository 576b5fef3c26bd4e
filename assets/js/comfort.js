// Preferences page: a choice shows at once and is saved behind the scenes; when that fails the form is sent as usual.
import { say } from "./forms.js";

export function comfort() {
  const form = document.querySelector("form[data-display]");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || !button.matches(".segment")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const root = document.documentElement;
    if ("default" in button.dataset) delete root.dataset[button.name];
    else root.dataset[button.name] = button.value;
    for (const other of form.querySelectorAll(`[name="${button.name}"]`)) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    const data = new FormData(form);
    data.set(button.name, button.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(answer.status);
      say(form.dataset.saved);
    } catch {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      form.append(field);
      form.submit();
    }
  });
}
