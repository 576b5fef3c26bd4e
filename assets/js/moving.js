// A lesson moved on the grid of a week, dated or regular, by dragging it, or on its link by Shift and the arrows. Nothing is written here:
// its page opens with the day and the hour, tells whom it meets there, and saves.
export function moving() {
  const week = document.querySelector(".week[data-hours]");
  if (!week || !matchMedia("(min-width: 60rem)").matches) return;
  const hours = week.dataset.hours.split("|").map((one) => [parseInt(one, 10), one.slice(one.indexOf(" ") + 1)]);
  const days = [...week.querySelectorAll(".week-day")];
  const said = document.getElementById("status");
  let mark = null;
  let dragged = null;

  const clear = () => {
    mark?.remove();
    mark = null;
  };

  // Shows where it would go: in the day's own list, or in one made for the moment.
  const show = (day, band) => {
    clear();
    mark = document.createElement("div");
    mark.className = `week-drop at-${band + 1}`;
    mark.textContent = hours[band][1];
    const list = days[day].querySelector(".week-lessons");
    if (list) list.append(mark);
    else {
      const box = document.createElement("div");
      box.className = "week-lessons";
      box.append(mark);
      days[day].append(box);
      mark.remove = () => box.remove();
    }
  };

  const address = (link, day, band) => {
    const to = new URL(link.href);
    to.searchParams.set("jour", days[day].dataset.day);
    to.searchParams.set("debut", hours[band][0]);
    return to.href;
  };

  // The row under a height: the last that begins above it, of any day.
  const bandAt = (y) => {
    let found = 0;
    let top = -Infinity;
    for (const cell of week.querySelectorAll(".week-cell")) {
      const at = parseInt([...cell.classList].find((one) => one.startsWith("at-")).slice(3), 10) - 1;
      const box = cell.getBoundingClientRect();
      if (box.top <= y && box.top > top) [found, top] = [at, box.top];
    }
    return found;
  };

  for (const link of week.querySelectorAll("a[data-move]")) {
    const lesson = link.closest(".lesson");
    const own = link.getAttribute("href");
    const start = () => [days.indexOf(link.closest(".week-day")), Math.max(0, hours.findIndex(([at]) => at === Number(link.dataset.move)))];
    let place = null;
    const back = () => {
      place = null;
      link.setAttribute("href", own);
      clear();
    };
    link.draggable = false;
    lesson.draggable = true;
    lesson.addEventListener("dragstart", (event) => {
      dragged = { link, place: null };
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", lesson.textContent.trim().replace(/\s+/g, " "));
    });
    lesson.addEventListener("dragend", () => {
      dragged = null;
      clear();
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Escape" && place) {
        event.preventDefault();
        back();
        if (said) said.textContent = "";
      } else if (step && event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        const [day, band] = place || start();
        place = [Math.min(Math.max(day + step[0], 0), days.length - 1), Math.min(Math.max(band + step[1], 0), hours.length - 1)];
        link.href = address(link, ...place);
        show(...place);
        const title = days[place[0]].querySelector(".week-title").textContent.trim().replace(/\s+/g, " ");
        if (said) said.textContent = week.dataset.says.replace("{hour}", hours[place[1]][1]).replace("{day}", title);
      }
    });
    link.addEventListener("blur", back);
  }

  week.addEventListener("dragover", (event) => {
    const day = dragged ? days.indexOf(event.target.closest(".week-day")) : -1;
    if (day < 0) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    const place = [day, bandAt(event.clientY)];
    if (String(place) !== String(dragged.place)) show(...place);
    dragged.place = place;
  });
  week.addEventListener("drop", (event) => {
    if (!dragged?.place) return;
    event.preventDefault();
    location.assign(address(dragged.link, ...dragged.place));
  });
}
