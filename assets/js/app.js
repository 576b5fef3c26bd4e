// Comfort on top of pages that work without it.
import { keys } from "./keys.js";
import { live } from "./live.js";
import { menus } from "./menus.js";
import { forms } from "./forms.js";

menus();
forms();
keys();
live();
