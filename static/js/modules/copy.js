/* <button data-copy="text" hidden>: shown where the browser can copy, in parts that htmx brings too. */
const prepare = (part) => {
  for (const button of part.querySelectorAll("[data-copy][hidden]")) {
    const words = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  }
};

if (navigator.clipboard) {
  prepare(document);
  document.body.addEventListener("htmx:load", (event) => prepare(event.target));
}
