// Live events: opened when the page carries a ticket, closed while it is hidden. The server says after what random
// delay a broken stream comes back; a ticket that grew too old is taken again from the page itself, at most thrice.
// Each event is offered to the page as "preau:<topic>"; "preau:deaf" says that none is heard, "preau:heard" that they
// are heard again.
import { quietly } from "./quiet.js";

export function live() {
  const { streams, ticket: first } = document.body.dataset;
  if (!streams || !first) return;
  const tell = (name) => document.dispatchEvent(new CustomEvent(`preau:${name}`));
  if (!("EventSource" in window)) {
    tell("deaf");
    return;
  }
  let ticket = first;
  let source = null;
  let timer = 0;
  let renewals = 0;
  const close = () => {
    clearTimeout(timer);
    if (source) source.close();
    source = null;
  };
  const renew = async () => {
    const answer = await quietly(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    ticket = page.body.dataset.ticket;
    if (ticket) open();
  };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${streams}/evenements?ticket=${encodeURIComponent(ticket)}`);
    source.onopen = () => tell("heard");
    source.onmessage = (event) => {
      const { topic, ...detail } = JSON.parse(event.data);
      if (topic === "identity.revoked") location.reload();
      else document.dispatchEvent(new CustomEvent(`preau:${topic}`, { detail }));
    };
    source.onerror = () => {
      tell("deaf");
      if (source.readyState !== EventSource.CLOSED) return;
      close();
      if (renewals++ < 3) timer = setTimeout(() => renew().catch(() => {}), 5000 + Math.random() * 55_000);
    };
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  // Who signs out is going elsewhere: that their session ended is no news.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-leave]")) close();
  });
  open();
}
