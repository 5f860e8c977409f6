/* <form data-draft="key" data-draft-url="/…">: what is typed is never lost.
   Every change is kept in this browser; where a URL is given it is also sent, when the line is there.
   An answer {draft, address, save} says where a form that was new goes on: there it is the same draft.
   Words for the note come from data-draft-saved, data-draft-kept and data-draft-found.
   A draft belongs to the person who typed it: the next one on this browser does not find it. */
const skip = new Set(["csrfmiddlewaretoken", "draft"]);
const mine = `draft:${document.body.dataset.person ?? ""}:`;

const read = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skip.has(name));

const write = (form, pairs) => {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || skip.has(field.name) || field.type === "file" || field.type === "hidden") continue;
    const found = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = found.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = found.includes(option.value);
    else if (found.length) field.value = found.shift();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

/* What was sent is forgotten when the server says so (ArrivalMiddleware), and not before: the line may
   break, the session end, or the answer be no. */
for (const arrived of document.querySelectorAll("[data-arrived]")) forget((key) => key === `${mine}${arrived.dataset.arrived}`);

/* Whoever signs out leaves nothing behind on a browser that others use too. */
document.addEventListener("submit", (event) => {
  if (event.target.action.includes("/accounts/logout/")) forget((key) => key.startsWith(mine) || key === "searches");
});

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = () => `${mine}${form.dataset.draft}`;
  const note = form.querySelector("[data-draft-note]");
  const say = (text) => { if (note && text) note.textContent = text; };
  const before = JSON.stringify(read(form));
  const drop = () => forget((one) => one === key());
  const found = kept(key());
  let isChanged = false;  // since it was last saved where it shall be
  if (JSON.stringify(found) === before) drop();
  else if (found?.every(Array.isArray) && !form.querySelector("[aria-invalid]")) {
    write(form, found);
    say(form.dataset.draftFound);
    isChanged = true;
  }
  let timer;
  const save = async () => {
    const isKept = keep(key(), read(form));
    const fail = () => { isChanged = true; if (isKept) say(form.dataset.draftKept); };
    isChanged = false;
    if (!form.dataset.draftUrl) return isKept && say(form.dataset.draftSaved);
    const body = new FormData();
    for (const [name, value] of [...new FormData(form)]) if (typeof value === "string") body.append(name, value);
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      });
      const { draft, address, save: place } = answer.ok ? await answer.json() : {};
      if (!draft) return fail();  // one is signed out, or it was sent meanwhile
      drop();
      if (address && form.dataset.draft !== draft) {
        history.replaceState(null, "", address);
        Object.assign(form.dataset, { draft, draftUrl: place });
      }
      say(form.dataset.draftSaved);
    } catch { fail(); }
  };
  form.addEventListener("input", () => {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(key(), read(form));
    const name = form.elements.draft ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "draft" }));
    name.value = form.dataset.draft;
  });
  window.addEventListener("online", () => { if (isChanged) save(); });
}
