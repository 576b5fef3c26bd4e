// Keys: "/" or Ctrl+K search, "g" then a letter goes to a screen, "?" tells them. All off by <html data-keys="off">.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

export function keys() {
  if (document.documentElement.dataset.keys === "off") return;
  let going = false;
  let timer = 0;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.isComposing) return;
    const search = document.querySelector("[data-key='/']");
    if (event.ctrlKey) {
      if (event.key === "k" && search) {
        event.preventDefault();
        search.focus();
      }
      return;
    }
    if (typing(event.target)) return;
    if (going) {
      going = false;
      const link = [...document.querySelectorAll("[data-go]")].find((item) => item.dataset.go === event.key);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (event.key === "g") {
      going = true;
      clearTimeout(timer);
      timer = setTimeout(() => (going = false), 1500);
    } else if (event.key === "?") {
      const help = document.getElementById("keys-help");
      if (help && !help.open) help.showModal();
    } else if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    }
  });
}
