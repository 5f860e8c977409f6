/* Forms: go to the summary of errors, send only once, count characters. */
document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

for (const area of document.querySelectorAll("textarea[maxlength]")) {
  const most = Number(area.getAttribute("maxlength"));
  const counter = Object.assign(document.createElement("div"), { className: "counter" });
  const show = () => {
    counter.hidden = area.value.length < most * 0.6;
    counter.textContent = `${area.value.length} / ${most}`;
  };
  area.after(counter);
  area.addEventListener("input", show);
  show();
}
