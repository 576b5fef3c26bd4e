// A text with a little shape, on demand, over a plain field that works without it. What is written is read out again by
// `said`, which knows a dozen elements and no attribute but the address of a link; the server cleans it anyhow.
// What is pasted comes as plain text. While it is open the plain field is sent no more: its text is what this one says.
const NAMES = { B: "strong", STRONG: "strong", I: "em", EM: "em", UL: "ul", OL: "ol", LI: "li", BLOCKQUOTE: "blockquote",
  P: "p", DIV: "p", H1: "h3", H2: "h3", H3: "h3", H4: "h3" };
const BLOCKS = "p, div, ul, ol, blockquote, h1, h2, h3, h4";
const ADDRESS = /^(https?:\/\/|mailto:)\S/i;
const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

// The text of a node in our own few elements.
function said(node) {
  let out = "";
  for (const one of node.childNodes) {
    if (one.nodeType === Node.TEXT_NODE) out += escaped(one.data);
    if (one.nodeType !== Node.ELEMENT_NODE) continue;
    const inside = said(one);
    let name = NAMES[one.tagName];
    if (name === "p" && one.querySelector(BLOCKS)) name = "";
    if (one.tagName === "BR") out += "<br>";
    else if (one.tagName === "A" && ADDRESS.test(one.getAttribute("href") ?? "")) out += `<a href="${escaped(one.getAttribute("href"))}">${inside}</a>`;
    else out += name ? `<${name}>${inside}</${name}>` : inside;
  }
  return out;
}

// The same of a whole text: what stands in no block is a paragraph.
function whole(root) {
  const own = root.cloneNode(true);
  let run = null;
  for (const one of [...own.childNodes]) {
    if (one.nodeType === Node.ELEMENT_NODE && one.matches(BLOCKS)) run = null;
    else {
      if (!run) own.insertBefore((run = document.createElement("p")), one);
      run.append(one);
    }
  }
  return said(own).replace(/<p>\s*<\/p>/g, "");
}

// Lines as paragraphs: an empty one parts them.
const shaped = (text) => text.split(/\n{2,}/).map((part) => `<p>${part.split("\n").map(escaped).join("<br>")}</p>`).join("");

export function rich() {
  for (const place of document.querySelectorAll("[data-rich]")) open(place);
}

function open(place) {
  const find = (name) => place.querySelector(`[data-rich-${name}]`);
  const [on, off, bar, editor, link, address] = ["on", "off", "bar", "text", "link", "address"].map(find);
  const form = place.closest("form");
  const plain = document.getElementById(place.dataset.rich);
  const kept = form.elements.html;
  const buttons = [...bar.querySelectorAll("button")];
  let range = null;
  const tell = () => kept.dispatchEvent(new Event("input", { bubbles: true }));
  const keep = () => {
    kept.value = editor.textContent.trim() ? whole(editor) : "";
    tell();
  };
  const turn = (open) => {
    plain.disabled = plain.hidden = open;
    bar.hidden = editor.hidden = off.hidden = !open;
    on.hidden = open;
    link.hidden = true;
  };
  const start = (html) => {
    editor.innerHTML = whole(new DOMParser().parseFromString(html, "text/html").body) || "<p><br></p>";
    turn(true);
  };
  const back = () => {
    editor.focus();
    if (!range) return;
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  const does = (name, value) => {
    back();
    document.execCommand(name, false, value);
    keep();
  };
  const block = (name) => does("formatBlock", document.queryCommandValue("formatBlock") === name ? "p" : name);
  const acts = {
    bold: () => does("bold"),
    italic: () => does("italic"),
    list: () => does("insertUnorderedList"),
    numbers: () => does("insertOrderedList"),
    title: () => block("h3"),
    quote: () => does(getSelection().anchorNode?.parentElement.closest("blockquote") ? "outdent" : "formatBlock", "blockquote"),
    link: () => {
      link.hidden = !link.hidden;
      if (!link.hidden) address.focus();
    },
  };
  const state = () => {
    const now = document.queryCommandValue("formatBlock");
    const held = { bold: "bold", italic: "italic", list: "insertUnorderedList", numbers: "insertOrderedList" };
    for (const one of buttons) {
      const name = one.dataset.does;
      if (name === "link") continue;
      const pressed = held[name] ? document.queryCommandState(held[name]) : now === { title: "h3", quote: "blockquote" }[name];
      one.setAttribute("aria-pressed", String(pressed));
    }
  };
  const tie = () => {
    const typed = address.value.trim();
    const whole = /^[^\s@/]+@[^\s@/]+$/.test(typed) ? `mailto:${typed}` : ADDRESS.test(typed) ? typed : `https://${typed}`;
    link.hidden = true;
    address.value = "";
    if (!typed || !ADDRESS.test(whole)) return back();
    if (range && !range.collapsed) return does("createLink", whole);
    does("insertHTML", `<a href="${escaped(whole)}">${escaped(typed)}</a>`);
  };

  place.hidden = false;
  document.execCommand("defaultParagraphSeparator", false, "p");
  on.querySelector("button").addEventListener("click", () => {
    start(shaped(plain.value));
    keep();
    back();
  });
  off.addEventListener("click", () => {
    plain.value = editor.innerText.trim().replace(/\n{3,}/g, "\n\n");
    kept.value = "";
    turn(false);
    plain.focus();
    tell();
  });
  editor.addEventListener("input", keep);
  editor.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  editor.addEventListener("drop", (event) => event.preventDefault());
  document.addEventListener("selectionchange", () => {
    const now = getSelection();
    if (!now.rangeCount || !editor.contains(now.anchorNode)) return;
    range = now.getRangeAt(0);
    state();
  });
  // A row of buttons is one stop of the keyboard; arrows go along it.
  for (const one of buttons) {
    one.addEventListener("mousedown", (event) => event.preventDefault());
    one.addEventListener("click", () => acts[one.dataset.does]?.());
    one.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = buttons[(buttons.indexOf(one) + step + buttons.length) % buttons.length];
      for (const other of buttons) other.tabIndex = other === next ? 0 : -1;
      next.focus();
    });
  }
  link.querySelector("button").addEventListener("click", tie);
  address.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Escape") address.value = "";
    tie();
  });
  // On a phone a shaped text is shown as it reads; its shape stays unless the words are changed.
  if (kept.value && matchMedia("(min-width: 48rem)").matches) start(kept.value);
}
