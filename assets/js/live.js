// Live events: opened when the page carries a ticket, closed while it is hidden, opened again after a random delay so
// that a thousand pages never come back at once. Each event is offered to the page as "preau:<topic>".
export function live() {
  const { streams, ticket } = document.body.dataset;
  if (!streams || !ticket || !("EventSource" in window)) return;
  let source = null;
  let attempt = 0;
  let timer = 0;
  const close = () => {
    clearTimeout(timer);
    if (source) source.close();
    source = null;
  };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${streams}/events?ticket=${encodeURIComponent(ticket)}`);
    source.onopen = () => (attempt = 0);
    source.onmessage = (event) => {
      const { topic, ...detail } = JSON.parse(event.data);
      document.dispatchEvent(new CustomEvent(`preau:${topic}`, { detail }));
    };
    source.onerror = () => {
      close();
      attempt += 1;
      // The ticket lives five minutes: after eight tries the page waits to be loaded again.
      if (attempt < 8) timer = setTimeout(open, Math.random() * Math.min(60_000, 1000 * 2 ** attempt));
    };
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  open();
}
