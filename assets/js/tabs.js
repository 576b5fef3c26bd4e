// A row of tabs that slides: the one that is shown is brought into sight.
export function tabs() {
  for (const list of document.querySelectorAll(".tabs-row .tabs-list")) {
    const here = list.querySelector("[aria-current]");
    if (here && list.scrollWidth > list.clientWidth) list.scrollLeft += here.getBoundingClientRect().left - list.getBoundingClientRect().left - 16;
  }
}
