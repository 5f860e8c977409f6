/* The desk by keyboard: j and k move, Enter opens (it is a link), a takes, n notes, ? shows the keys.
   On a page of a case j opens the next one. Everything has a link or a button of its own. */
const desk = document.querySelector("[data-desk], [data-desk-case]");

if (desk) {
  const rows = [...document.querySelectorAll("[data-desk-row]")];
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const go = (to) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    row?.querySelector("[data-desk-open]").focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  const place = () => (rows.length ? rows[here()] : desk);
  const note = () => {
    const notes = document.querySelector("[data-desk-notes]");
    if (!notes) {
      const link = place()?.querySelector("[data-desk-open]");
      if (link) location.assign(`${link.getAttribute("href")}#notes`);
      return;
    }
    notes.open = true;
    notes.querySelector("textarea").focus();
  };
  const keys = {
    j: () => (rows.length ? go(here() + 1) : document.querySelector("[data-desk-next]")?.click()),
    k: () => rows.length && go(here() < 0 ? 0 : here() - 1),
    a: () => place()?.querySelector("[data-desk-take]")?.click(),
    n: note,
    "?": () => {
      const help = document.querySelector("[data-desk-keys]");
      if (help) help.open = !help.open;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  /* After taking, the queue comes back at the same row. The browser goes to the place that the
     address names when all is loaded, and takes the focus away: so it is given after that. */
  const arrive = () => {
    const back = rows.find((row) => `#${row.id}` === location.hash);
    if (back) go(rows.indexOf(back));
    if (location.hash === "#notes") note();
  };
  const soon = () => requestAnimationFrame(() => setTimeout(arrive));
  if (document.readyState === "complete") soon();
  else window.addEventListener("load", soon);
}
