// Comfort on top of pages that work without it.
import { bell } from "./bell.js";
import { board } from "./board.js";
import { combobox } from "./combobox.js";
import { comfort } from "./comfort.js";
import { drafts } from "./drafts.js";
import { forms } from "./forms.js";
import { keeping } from "./keeping.js";
import { keys } from "./keys.js";
import { live } from "./live.js";
import { menus } from "./menus.js";
import { moving } from "./moving.js";
import { passkeys } from "./passkeys.js";
import { planning } from "./planning.js";
import { rich } from "./rich.js";
import { rollcall } from "./rollcall.js";
import { tabs } from "./tabs.js";
import { uploads } from "./uploads.js";
import { push } from "./push.js";

menus();
board();
comfort();
combobox();
drafts();
forms();
keys();
bell();
live();
moving();
passkeys();
planning();
uploads();
push();
rich();
rollcall();
keeping();
tabs();

// Copies that wait for the line, and the page that hands them in: a script of their own, when there is work for it.
const place = document.querySelector("[data-copies]");
try {
  if (place && (place.matches("form") || localStorage.getItem("preau:copies"))) void import(place.dataset.copies);
} catch {
  // A browser that keeps nothing has nothing waiting.
}

// One copy after the other, corrected: its script keeps what is typed and reads the next copy ahead.
const correcting = document.querySelector("[data-correct]");
if (correcting) void import(correcting.dataset.correct);
