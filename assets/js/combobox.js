// A search field that proposes names: arrows choose, Enter takes, Escape closes. Marked data-combobox with the address
// that answers {options: [{id, name, detail}], count}. Taking an option writes the name and sends the form; its id goes
// into the hidden field that data-chosen names.
import { say } from "./forms.js";

export function combobox() {
  for (const input of document.querySelectorAll("input[data-combobox]")) if (input.dataset.combobox) enhance(input);
}

function enhance(input) {
  const list = document.getElementById(`${input.id}-list`);
  let timer = 0;
  let asking = null;
  let chosen = -1;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (index) => {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (index + options.length) % options.length;
    options.forEach((one, number) => one.setAttribute("aria-selected", String(number === chosen)));
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    input.value = option.dataset.name;
    if (input.dataset.chosen) document.getElementById(input.dataset.chosen).value = option.dataset.key;
    close();
    input.form.requestSubmit();
  };
  const show = ({ options, count }) => {
    list.replaceChildren(
      ...options.map((one, number) => {
        const item = document.createElement("li");
        Object.assign(item, { id: `${list.id}-${number}`, className: "combobox-option" });
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.name = one.name;
        item.dataset.key = one.id;
        item.append(one.name);
        if (one.detail) {
          const detail = document.createElement("span");
          detail.className = "combobox-detail";
          detail.textContent = ` ${one.detail}`;
          item.append(detail);
        }
        return item;
      }),
    );
    chosen = -1;
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(options.length > 0));
    say(count);
  };
  const ask = async () => {
    if (asking) asking.abort();
    if (input.value.trim().length < 2) return close();
    asking = new AbortController();
    const address = new URL(input.dataset.combobox, location.href);
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show(await answer.json());
    } catch {
      // Typing went on, or the network failed: the form still searches.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  // Heard by the page: the list is no control, the keyboard does the same from the field.
  document.addEventListener("pointerdown", (event) => {
    const option = list.contains(event.target) && event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
  input.addEventListener("blur", () => setTimeout(close, 100));
}
