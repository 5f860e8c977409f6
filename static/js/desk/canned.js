/* <div data-canned>: puts a text of the desk into the fields that the pressed button names
   ("reason:en other:id"), behind what is written. Without this script the form is sent for it. */
document.addEventListener("click", (event) => {
  const button = event.target.closest('[data-canned] button[name="insert"]');
  if (!button) return;
  const chosen = button.closest("[data-canned]").querySelector("select").selectedOptions[0];
  event.preventDefault();
  for (const part of button.value.split(" ")) {
    const [name, language] = part.split(":");
    const field = button.form.elements.namedItem(name);
    if (!field || !chosen) continue;
    field.value = `${field.value.trimEnd()}\n\n${chosen.dataset[language]}`.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
});
