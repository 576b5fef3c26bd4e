// Passkeys: a form marked data-passkey asks the server what to ask, the browser for the answer, then sends it.
// Also: codes to print, and an act that goes on by itself once it is confirmed.
// It stays hidden where the browser knows no passkeys; every page that has one has another way beside it.
export function passkeys() {
  for (const form of document.querySelectorAll("form[data-go-on]")) goOn(form);
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => ask(form, event));
  }
}

// What is sent may come back as a file: the page then stays, and must not look as if nothing had been done.
function goOn(form) {
  form.requestSubmit();
  setTimeout(() => {
    form.hidden = true;
    for (const said of document.querySelectorAll("main .intro")) said.hidden = true;
    for (const said of document.querySelectorAll("[data-gone]")) said.hidden = false;
  }, 2000);
}

async function ask(form, event) {
  const answer = form.elements.passkey;
  if (answer.value) return;
  event.preventDefault();
  event.stopPropagation();
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  try {
    const asked = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    if (!asked.ok) throw new Error(String(asked.status));
    const { publicKey } = await asked.json();
    const made =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    answer.value = JSON.stringify(made.toJSON());
    const shared = document.querySelector("input[type=checkbox][name=shared]");
    if (shared?.checked && shared.form !== form) {
      const tick = Object.assign(document.createElement("input"), { type: "hidden", name: "shared", value: "on" });
      form.append(tick);
    }
    form.submit();
  } catch {
    error.textContent = form.dataset.cancelled;
    error.hidden = false;
  }
}
