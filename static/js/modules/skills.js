/* <div data-skill-picker>: a search over the tick boxes, and the chosen ones on top. */
for (const picker of document.querySelectorAll("[data-skill-picker]")) {
  const search = picker.querySelector("[type=search]");
  const status = picker.querySelector("[data-skill-status]");
  const chosen = picker.querySelector("[data-skill-chosen]");
  const drawers = [...picker.querySelectorAll("details")];
  const wasOpen = new Map(drawers.map((drawer) => [drawer, drawer.open]));

  const narrow = () => {
    const words = search.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const drawer of drawers) {
      let inside = 0;
      for (const choice of drawer.querySelectorAll(".choice")) {
        const label = `${choice.textContent} ${choice.querySelector("input").dataset.words}`.toLocaleLowerCase();
        choice.hidden = !words.every((word) => label.includes(word));
        inside += choice.hidden ? 0 : 1;
      }
      drawer.hidden = inside === 0;
      drawer.open = words.length ? inside > 0 : wasOpen.get(drawer);
      found += inside;
    }
    status.textContent = found ? "" : picker.dataset.none;
  };

  const list = () => {
    const boxes = [...picker.querySelectorAll("[type=checkbox]:checked")];
    chosen.hidden = boxes.length === 0;
    chosen.replaceChildren(...boxes.map((box) => {
      const tag = document.createElement("li");
      tag.className = "tag";
      tag.textContent = box.labels[0].textContent;
      return tag;
    }));
  };

  search.closest("[hidden]").hidden = false;
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  picker.addEventListener("change", list);
  list();
}
