/* <form data-confirm="Sentence?">: asks once more, in a dialog. Without this script the form just goes. */
const ask = (form) => {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const question = document.createElement("p");
  question.id = "confirm-question";
  question.textContent = form.dataset.confirm;
  dialog.setAttribute("aria-labelledby", question.id);
  const answers = document.createElement("form");
  answers.method = "dialog";
  answers.className = "actions";
  const button = (text, value, look) => {
    const one = document.createElement("button");
    one.className = `button ${look}`;
    one.value = value;
    one.textContent = text;
    return one;
  };
  const look = form.querySelector(".danger") ? "danger" : "primary";
  answers.append(button(form.dataset.confirmYes, "yes", look), button(form.dataset.confirmNo, "no", "quiet"));
  dialog.append(question, answers);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const pressed = event.submitter;
  if (await ask(form)) {
    form.dataset.confirmed = "yes";
    form.requestSubmit(pressed);
    delete form.dataset.confirmed;  // whoever comes back to this page is asked again
  } else {
    pressed?.focus();
  }
}, true);
