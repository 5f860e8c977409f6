/* <time datetime="2026-11-24T12:00:00Z" data-left="{} left">: how long is left, kept right while the
   page is open, and rounded as core/templatetags/karya.py rounds it. */
const language = document.documentElement.lang || "en";
const words = Object.fromEntries(["day", "hour", "minute"].map((unit) =>
  [unit, new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", useGrouping: false })]));

const howLong = (seconds) => {
  if (seconds >= 47.5 * 3600) return words.day.format(Math.round(seconds / 86400));
  if (seconds >= 3600) return words.hour.format(Math.floor(seconds / 3600));
  return words.minute.format(Math.max(1, Math.floor(seconds / 60)));
};

const tick = () => {
  for (const clock of document.querySelectorAll("time[data-left]")) {
    const seconds = (new Date(clock.dateTime) - Date.now()) / 1000;
    if (seconds > 0) clock.textContent = clock.dataset.left.replace("{}", howLong(seconds));
  }
};

tick();
setInterval(tick, 30000);
document.body.addEventListener("htmx:load", tick);
