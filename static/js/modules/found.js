/* After a filter the keyboard stays on it, by its id; where it is gone, it goes on at the heading. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "found" || document.activeElement !== document.body) return;
  document.getElementById("found-title")?.focus({ preventScroll: true });
});
