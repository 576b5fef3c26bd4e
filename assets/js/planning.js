// A step of a teaching plan put on a lesson, by dragging it, or on its link by Shift and the arrows. Nothing is written
// here: the lesson's page opens with the step in it, and saves.
export function planning() {
  const board = document.querySelector(".plan-board");
  if (!board || !matchMedia("(min-width: 60rem)").matches) return;
  const lessons = [...board.querySelectorAll("[data-lesson]")];
  const said = document.getElementById("status");
  let dragged = null;

  const mark = (at) => lessons.forEach((one, index) => one.classList.toggle("plan-drop", index === at));

  const address = (link, at) => {
    const to = new URL(link.href);
    to.searchParams.set("etape", link.dataset.step);
    to.searchParams.set("cours", lessons[at].dataset.lesson);
    return to.href;
  };

  for (const link of board.querySelectorAll("a[data-step]")) {
    const step = link.closest(".plan-step");
    const own = link.getAttribute("href");
    let place = -1;
    const back = () => {
      place = -1;
      link.setAttribute("href", own);
      mark(-1);
    };
    link.draggable = false;
    step.draggable = true;
    step.addEventListener("dragstart", (event) => {
      dragged = { link, place: -1 };
      event.dataTransfer.effectAllowed = "copy";
      event.dataTransfer.setData("text/plain", step.textContent.trim().replace(/\s+/g, " "));
    });
    step.addEventListener("dragend", () => {
      dragged = null;
      mark(-1);
    });
    link.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
      if (event.key === "Escape" && place >= 0) {
        event.preventDefault();
        back();
        if (said) said.textContent = "";
      } else if (by && event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        place = place < 0 ? 0 : Math.min(Math.max(place + by, 0), lessons.length - 1);
        link.href = address(link, place);
        mark(place);
        lessons[place].scrollIntoView({ block: "nearest" });
        const words = lessons[place].textContent.trim().replace(/\s+/g, " ");
        if (said) said.textContent = board.dataset.says.replace("{lesson}", words);
      }
    });
    link.addEventListener("blur", back);
  }

  board.addEventListener("dragover", (event) => {
    const at = dragged ? lessons.indexOf(event.target.closest("[data-lesson]")) : -1;
    if (!dragged) return;
    dragged.place = at;
    mark(at);
    if (at < 0) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  board.addEventListener("drop", (event) => {
    if (!dragged || dragged.place < 0) return;
    event.preventDefault();
    location.assign(address(dragged.link, dragged.place));
  });
}
