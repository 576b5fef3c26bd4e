// What a browser runs while Préau is closed: it shows that something waits, and opens it. It keeps the roll calls of
// today of who teaches (rolls.js), and nothing else.
import { answer, keep } from "./rolls.js";

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("message", (event) => event.waitUntil(keep(event.data).catch(() => {})));
self.addEventListener("fetch", answer);

self.addEventListener("push", (event) => {
  let told;
  try {
    told = event.data.json();
  } catch {
    return;
  }
  const { title, body, tag, url } = told;
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data.url, self.location.origin);
  if (target.origin !== self.location.origin) return;
  const open = async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    // Never over another page: somebody may be writing there.
    const page = pages.find((one) => "focus" in one && one.url === target.href);
    if (page) await page.focus();
    else await self.clients.openWindow(target.href);
  };
  event.waitUntil(open());
});
