// Comfort on top of pages that work without it.
import { bell } from "./bell.js";
import { combobox } from "./combobox.js";
import { comfort } from "./comfort.js";
import { drafts } from "./drafts.js";
import { forms } from "./forms.js";
import { keys } from "./keys.js";
import { live } from "./live.js";
import { menus } from "./menus.js";
import { passkeys } from "./passkeys.js";
import { rich } from "./rich.js";
import { tabs } from "./tabs.js";
import { uploads } from "./uploads.js";
import { push } from "./push.js";

menus();
comfort();
combobox();
drafts();
forms();
keys();
bell();
live();
passkeys();
uploads();
push();
rich();
tabs();
