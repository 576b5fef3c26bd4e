"""Six checks that axe does not make. Each returns one sentence per fault; each is proved on a page with the fault."""

import asyncio
import io
import re
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import Page

WATCH_LISTENERS = """
(() => {
  window.__listened = new Set();
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, ...rest) {
    if (this instanceof Element && ['click', 'mousedown', 'mouseup', 'pointerdown', 'dblclick'].includes(kind))
      window.__listened.add(this);
    return add.call(this, kind, ...rest);
  };
  add.call(document, 'securitypolicyviolation', (e) =>
    console.error(`policy: ${e.effectiveDirective} forbids ${e.blockedURI} (${e.sourceFile}:${e.lineNumber})`));
})()
"""
"""Put into every page before its own scripts, so that check (c) sees listeners, and the console every breach of the
security policy (row S10): whatever a page complains of there fails its test.
"""

_OVERFLOW = """
(text) => {
  document.documentElement.style.fontSize = text;
  const found = [], width = window.innerWidth;
  const over = document.scrollingElement.scrollWidth;
  if (over > width) found.push(`the page is ${over} px wide on a screen of ${width} px`);
  const scrolls = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      if (/(auto|scroll)/.test(getComputedStyle(p).overflowX)) return true;
    }
    return false;
  };
  for (const e of document.body.querySelectorAll('*')) {
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.right <= width + 1 || box.left >= width) continue;
    const style = getComputedStyle(e);
    if (style.visibility === 'hidden' || style.clipPath !== 'none') continue;
    if (style.position === 'absolute' && style.clip !== 'auto') continue;
    if (e.closest('svg') && e.tagName !== 'svg') continue;
    if (!scrolls(e)) {
      found.push(`<${e.tagName.toLowerCase()} class="${e.className}"> ends at ${Math.round(box.right)} px of ${width}`);
      if (found.length > 4) break;
    }
  }
  document.documentElement.style.fontSize = '';
  return found;
}
"""


def overflows(page: Page) -> list[str]:
    """(a) Nothing is wider than the screen at 320 and 360 px, nor with text at 200 %. Leaves the last of its widths."""
    found = []
    for width, text in ((360, ""), (320, ""), (640, "200%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 740})
        found += [f"at {width} px, text {text or '100%'}: {one}" for one in page.evaluate(_OVERFLOW, text)]
    return found


_EXPECTED = """
() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], ' +
    'video[controls], [tabindex], [contenteditable=""], [contenteditable=true]';
  const seen = new Set(), radios = new Map();
  window.__tabs = [];
  for (const e of document.querySelectorAll(wanted)) {
    if (e.disabled || e.closest('[inert]') || e.closest('fieldset[disabled]')) continue;
    if (e.tabIndex < 0 || !e.checkVisibility({ checkVisibilityCSS: true })) continue;
    const folded = e.closest('details:not([open])');
    if (folded && !(e.tagName === 'SUMMARY' && e.parentElement === folded)) continue;
    if (e.type === 'radio') {
      const group = `${e.form ? [...document.forms].indexOf(e.form) : ''}:${e.name}`;
      if (radios.has(group)) { if (e.checked) window.__tabs[radios.get(group)] = e; continue; }
      radios.set(group, window.__tabs.length);
    }
    window.__tabs.push(e);
  }
  return window.__tabs.map((e) => {
    const name = (e.getAttribute('aria-label') || e.innerText || e.name || e.id || '').trim().slice(0, 40);
    return `<${e.tagName.toLowerCase()}> ${name}`;
  });
}
"""
_HERE = """
(e) => {
  e.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const box = e.getBoundingClientRect(), label = e.labels && e.labels[0];
  const around = label && box.width * box.height < 4 ? label.getBoundingClientRect() : box;
  const on = document.elementFromPoint(
    Math.min(Math.max(around.left + around.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(around.top + around.height / 2, 0), innerHeight - 1));
  const covered = on && !e.contains(on) && !on.contains(e) && !(label && label.contains(on));
  return {
    index: window.__tabs.indexOf(e), tabindex: e.tabIndex,
    parts: /^(date|time|month|week|datetime-local)$/.test(e.type || ''), covered: Boolean(covered),
    kind: `${e.tagName} ${e.type || ''} ${e.className} ${e.parentElement.className}`,
    what: `<${e.tagName.toLowerCase()}> ` +
      (e.getAttribute('aria-label') || e.innerText || e.name || '').trim().slice(0, 40),
    box: { x: around.left, y: around.top, width: around.width, height: around.height },
  };
}
"""
# The page notes by itself what the keyboard meets: asking it after each key would double the time of the walk.
_FOLLOW = f"""
() => {{
  const here = {_HERE};
  window.__here = () => {{
    const e = document.activeElement;
    return !e || e === document.body || e === document.documentElement ? null : here(e);
  }};
  window.__walk = [];
  window.__stops = [];
  document.addEventListener('focusin', (event) => {{
    if (event.target !== document.activeElement) return;
    window.__walk.push(here(event.target));
    window.__stops.push(event.target);
  }}, {{ capture: true, signal: (window.__following = new AbortController()).signal }});
}}
"""
_WALKED = "() => { window.__following.abort(); return window.__walk }"
_RETURN = """
(step) => { window.__stops[step].focus(); const here = window.__here(); return here && here.box }
"""


def _picture(page: Page, box: dict[str, float]) -> Image.Image:
    size = page.viewport_size or {"width": 1280, "height": 740}
    left, top = max(0.0, box["x"] - 8), max(0.0, box["y"] - 8)
    right = min(float(size["width"]), box["x"] + box["width"] + 8)
    bottom = min(float(size["height"]), box["y"] + box["height"] + 8)
    clip: Any = {"x": left, "y": top, "width": max(1.0, right - left), "height": max(1.0, bottom - top)}
    return Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("L")


def _changed_pixels(one: Image.Image, other: Image.Image) -> int:
    if one.size != other.size:
        return one.size[0] * one.size[1]
    difference = ImageChops.difference(one, other).histogram()
    return sum(difference[40:])


def _tab(page: Page, times: int) -> None:
    """Press Tab so many times, as fast as the page takes it: it would be drawn anew for each key that is waited for.

    Playwright's public calls wait for each.
    """
    session: Any = page.context.new_cdp_session(page)
    key = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    send = session._impl_obj.send

    async def pressed() -> None:
        await asyncio.gather(*[send("Input.dispatchKeyEvent", params=key, timeout=None) for _ in range(times)])

    session._sync(pressed())
    session.detach()


PARTS_OF_A_DATE = 6


def keyboard(page: Page, known: set[str] | None = None) -> list[str]:
    """(b) Tab reaches everything in order, shows where it is by pixels, is not covered, and is never held.

    `known` remembers kinds of elements whose focus was already seen, so that each is pictured once.
    """
    known = set() if known is None else known
    page.evaluate("() => { document.activeElement && document.activeElement.blur(); window.scrollTo(0, 0) }")
    expected: list[str] = page.evaluate(_EXPECTED)
    page.evaluate(_FOLLOW)
    _tab(page, len(expected))
    walked: list[dict[str, Any]] = page.evaluate(_WALKED)
    found, met = _along(walked)
    for step, here in enumerate(walked):
        if here["kind"] not in known:
            known.add(here["kind"])
            box = page.evaluate(_RETURN, step)
            if box is None or not _focus_shows(page, box):
                found.append(f"{here['what']} does not show that it has the focus")
    if len(met) == len(walked):
        if walked:
            page.evaluate("(step) => window.__stops[step].focus({ preventScroll: true })", len(walked) - 1)
        found += _onward(page, met)
    missed = [name for index, name in enumerate(expected) if index not in met]
    return found + [f"{name} is never reached by Tab" for name in missed]


def _along(walked: list[dict[str, Any]]) -> tuple[list[str], list[int]]:
    """Faults of what the keyboard met until it came round, and the places it met."""
    found: list[str] = []
    met: list[int] = []
    for here in walked:
        if here["index"] in met:
            break
        found += _faults(here, met)
        met.append(here["index"])
    return found, met


def _faults(here: dict[str, Any], met: list[int]) -> list[str]:
    found = []
    if here["tabindex"] > 0:
        found.append(f"{here['what']} has tabindex {here['tabindex']}")
    if met and 0 <= here["index"] < met[-1]:
        found.append(f"{here['what']} comes out of order")
    if here["covered"]:
        found.append(f"{here['what']} is covered by something when it has the focus")
    return found


def _onward(page: Page, met: list[int]) -> list[str]:
    """From the last place met to the end of the page, key by key: what holds the keyboard, what comes late."""
    found: list[str] = []
    parts = 0
    for _step in range(len(met) + 8 * PARTS_OF_A_DATE):
        page.keyboard.press("Tab")
        here = page.evaluate("() => window.__here()")
        if here is None:
            if met:
                break
            continue
        if met and here["index"] == met[-1]:
            if here["parts"] and parts < PARTS_OF_A_DATE:
                parts += 1  # day, month, year and the calendar's button take the keyboard in turn
                continue
            found.append(f"{here['what']} holds the keyboard")
            break
        if here["index"] in met:
            break
        parts = 0
        found += _faults(here, met)
        met.append(here["index"])
    return found


def _focus_shows(page: Page, box: dict[str, float]) -> bool:
    focused = _picture(page, box)
    page.evaluate("() => { window.__was = document.activeElement; window.__was.blur() }")
    plain = _picture(page, box)
    page.evaluate("() => window.__was.focus({ preventScroll: true })")
    # A ring of one pixel around half of the element is the least that counts.
    return _changed_pixels(focused, plain) >= (box["width"] + box["height"]) / 2


_CLICKABLE = """
() => {
  const native = 'a[href], button, input, select, textarea, summary, label, option, form, details, dialog, area[href]';
  const found = [];
  for (const e of document.querySelectorAll('*')) {
    const words = [...e.attributes].map((a) => a.name);
    const trigger = e.getAttribute('hx-trigger') || e.getAttribute('data-hx-trigger') || '';
    const asks = words.some((w) => /^(data-)?hx-(get|post|put|patch|delete)$/.test(w));
    const byItself = trigger && !/(click|mouse|pointer|key|dblclick)/.test(trigger);
    const clicked = e.onclick || e.onmousedown || (window.__listened && window.__listened.has(e));
    if (((asks && !byItself) || clicked) && !e.matches(native))
      found.push(`<${e.tagName.toLowerCase()} class="${e.className}"> answers a click and is no control`);
  }
  return found;
}
"""


def false_controls(page: Page) -> list[str]:
    """(c) What answers a click, or asks the server by htmx, is a native control."""
    return list(page.evaluate(_CLICKABLE))


_TABLES = """
() => {
  const found = [];
  document.querySelectorAll('table').forEach((t, i) => {
    if (['presentation', 'none'].includes(t.getAttribute('role'))) return;
    const by = t.getAttribute('aria-labelledby');
    const named = (t.caption && t.caption.textContent.trim()) || (t.getAttribute('aria-label') || '').trim() ||
      (by && by.split(/\\s+/).some((id) => (document.getElementById(id)?.textContent || '').trim()));
    if (!named) found.push(`table ${i + 1} has neither caption nor label`);
    const heads = [...t.querySelectorAll('th')];
    if (!heads.length) found.push(`table ${i + 1} has no header`);
    if (heads.some((h) => !['col', 'row', 'colgroup', 'rowgroup'].includes(h.scope)))
      found.push(`table ${i + 1} has a header without scope`);
  });
  return found;
}
"""


def tables(page: Page) -> list[str]:
    """(d) Every table has a caption or a label, and headers with their scope."""
    return list(page.evaluate(_TABLES))


_NAMES = """
() => {
  const text = (e) => {
    const by = e.getAttribute('aria-labelledby');
    const label = by ? by.split(/\\s+/).map((id) => document.getElementById(id)?.textContent || '').join(' ')
      : e.getAttribute('aria-label');
    if (label && label.trim()) return label;
    let all = '';
    const walk = (node) => {
      for (const n of node.childNodes) {
        if (n.nodeType === 3) all += n.textContent;
        else if (n.nodeType === 1 && n.getAttribute('aria-hidden') !== 'true') {
          if (n.tagName === 'IMG') all += ` ${n.alt} `;
          else if (n.tagName === 'svg') all += ` ${n.getAttribute('aria-label') || ''} `;
          else if (getComputedStyle(n).display !== 'none') { walk(n); }
        }
      }
    };
    walk(e);
    return all.trim() || e.value || e.title || '';
  };
  const controls = 'a[href], button, input[type=submit], input[type=button], summary, [role=button]';
  return [...document.querySelectorAll(controls)]
    .filter((e) => e.checkVisibility({ checkVisibilityCSS: true }))
    .map((e) => ({
      link: e.tagName === 'A', name: text(e).replace(/\\s+/g, ' ').trim(),
      // A group's name is read before its buttons' ("Taille du texte: Normale").
      group: e.tagName === 'A' ? '' : (e.closest('fieldset')?.querySelector('legend')?.textContent || '').trim(),
      does: e.tagName === 'A' ? e.href
        : e.form ? `${e.formMethod} ${e.formAction} ${e.name}=${e.value} ` +
            [...new FormData(e.form)].filter(([k]) => k !== 'csrfmiddlewaretoken').map((p) => p.join('=')).join('&')
        : '',
    }));
}
"""
_EMPTY_WORDS = re.compile(
    r"^(cliquez(?: ici)?|cliquer ici|ici|lire(?: la suite)?|suite|en savoir plus|voir|voir plus|détails?|lien|"
    r"link|click here|here|read more|more|learn more|details?|ok|go|submit|button|bouton|\W*)$",
    re.IGNORECASE,
)


def names(page: Page) -> list[str]:
    """(e) Links and buttons have names that say something, and one name does one thing."""
    found = []
    does: dict[tuple[bool, str, str], str] = {}
    for one in page.evaluate(_NAMES):
        kind = "link" if one["link"] else "button"
        if _EMPTY_WORDS.match(one["name"]):
            found.append(f"{kind} named {one['name']!r} says nothing")
            continue
        key = (one["link"], one["group"], one["name"].casefold())
        if does.setdefault(key, one["does"]) != one["does"]:
            found.append(f"two {kind}s named {one['name']!r} do different things")
    return sorted(set(found))


_STATUSES = """
() => {
  const found = [], looks = new Map();
  const status = '[class*=badge], [class*=status], [class*=pill], [class*=state-], [class*=notice], ' +
    '[role=status] > *, [role=alert]';
  for (const e of document.querySelectorAll(status)) {
    // A live region waits, empty, for what will be said.
    if (e.getAttribute('role') === 'status' && !e.children.length) continue;
    if (!e.checkVisibility({ checkVisibilityCSS: true })) continue;
    const words = (e.textContent.match(/\\p{L}{2,}|\\d/gu) || []).join(' ');
    const what = `<${e.tagName.toLowerCase()} class="${e.className}">`;
    if (!words) { found.push(`${what} has no word`); continue; }
    if (!/badge|pill|status/.test(e.className) || e.children.length > 3) continue;
    const style = getComputedStyle(e), look = `${style.backgroundColor} ${style.color} ${style.borderColor}`;
    const key = `${e.tagName} ${words.toLowerCase()}`;
    if (looks.has(key) && looks.get(key) !== look)
      found.push(`${what} "${words}" differs from its like by colour alone`);
    looks.set(key, look);
  }
  for (const e of document.querySelectorAll('[aria-invalid=true]')) {
    const set = e.closest('fieldset');
    const by = ['aria-describedby', 'aria-errormessage'].map((a) =>
      `${e.getAttribute(a) || ''} ${set?.getAttribute(a) || ''}`).join(' ');
    if (!by.trim().split(/\\s+/).some((id) => (document.getElementById(id)?.textContent || '').trim().length > 3))
      found.push(`<${e.tagName.toLowerCase()} name="${e.name}"> is wrong without words that say why`);
  }
  return found;
}
"""


def statuses(page: Page) -> list[str]:
    """(f) In grey, everything is still said: each status has a word, each refused field its reason."""
    return list(page.evaluate(_STATUSES))


CHECKS = {
    "keyboard": keyboard, "false controls": false_controls, "tables": tables, "names": names, "statuses": statuses,
    "overflow": overflows,
}  # fmt: skip
