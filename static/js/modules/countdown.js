/* <time datetime="2026-11-24T12:00:00Z" data-left="{} left" data-over="time is up" data-now="…">: how
   long is left, kept right while the page is open, and rounded as core/templatetags/karya.py rounds
   it. A phone whose clock is plainly wrong goes by the server’s (`data-now`) instead. */
const language = document.documentElement.lang || "en";
const words = Object.fromEntries(["day", "hour", "minute"].map((unit) =>
  [unit, new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", useGrouping: false })]));
const plainly = 120000; // a page may be this long on its way

const howLong = (seconds) => {
  if (seconds >= 47.5 * 3600) return words.day.format(Math.round(seconds / 86400));
  if (seconds >= 3600) return words.hour.format(Math.floor(seconds / 3600));
  return words.minute.format(Math.max(1, Math.floor(seconds / 60)));
};

let ahead = 0; // of the phone’s clock, in milliseconds
const learn = (part) => {
  const clock = part.matches("time[data-now]") ? part : part.querySelector("time[data-now]");
  const off = clock ? Date.now() - new Date(clock.dataset.now) : 0;
  if (clock) ahead = Math.abs(off) > plainly ? off : 0;
};

const tick = () => {
  for (const clock of document.querySelectorAll("time[data-left]")) {
    const seconds = (new Date(clock.dateTime) - Date.now() + ahead) / 1000;
    const text = seconds > 0 ? clock.dataset.left.replace("{}", howLong(seconds)) : clock.dataset.over;
    clock.ariaLive = "off"; // inside a live region each minute would be read out
    if (clock.textContent !== text) clock.textContent = text;
  }
};

// a page that was kept since an earlier visit says nothing about the clock
const [visit] = performance.getEntriesByType("navigation");
if (visit && visit.type !== "back_forward" && visit.transferSize) learn(document.body);
tick();
setInterval(tick, 10000);
document.addEventListener("visibilitychange", tick); // the phone slept
addEventListener("pageshow", tick);
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) learn(event.detail.elt);
  tick();
});
