/* <span data-countdown="2026-11-24T12:00:00Z">: how long is left, kept right while the page is open. */
const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });

const tick = () => {
  for (const clock of document.querySelectorAll("[data-countdown]")) {
    const seconds = (new Date(clock.dataset.countdown) - Date.now()) / 1000;
    if (seconds <= 0) continue;
    const [unit, size] = units.find(([, length]) => seconds >= length) ?? units[2];
    clock.textContent = `(${words.format(Math.max(1, Math.floor(seconds / size)), unit)})`;
  }
};

tick();
setInterval(tick, 30000);
document.body.addEventListener("htmx:load", tick);
