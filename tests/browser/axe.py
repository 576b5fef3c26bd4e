"""axe on an open page: all its rules, told of what they find wrong alone."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_COLOURS_ONCE = """
(() => {
  const plain = axe.commons.color.Color.prototype.parseString, known = new Map();
  axe.commons.color.Color.prototype.parseString = function (text) {
    if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
    else { plain.call(this, text); known.set(text, [this.r, this.g, this.b, this.alpha]); }
    return this;
  };
})();
"""
SCRIPT = f"{AXE_SCRIPT};{_COLOURS_ONCE}"
"""Put into every page that is looked at; given to a context once: to send it to each page is a fifth of the work.

axe works each colour out again for each element, a third of its time; a page has some ten.
"""
# Style sheets are not fetched a second time: the one rule that would read them is not among those that axe asks.
_RUN = """
async (spared) => (await axe.run({ exclude: spared }, { resultTypes: ['violations'], preload: { assets: ['media'] } }))
  .violations
"""
_ROWS_ON = ["tbody > tr:nth-child(n+9)"]


def axe(page: Page, *, again: bool = False) -> list[str]:
    """What axe says, all impacts. `again`: read before in other colours: eight rows of a table stand for all."""
    found = page.evaluate(_RUN, _ROWS_ON if again else [])
    return [f"{one['id']}: {one['help']} – {', '.join(str(n['target']) for n in one['nodes'][:3])}" for one in found]
