/* <input type="file" data-files>: names and sizes of what was chosen, before it is sent. */
for (const input of document.querySelectorAll("input[data-files]")) {
  const list = input.parentElement.querySelector("[data-files-list]");
  if (!list) continue;
  input.addEventListener("change", () => {
    list.replaceChildren(...[...input.files].map((file) => {
      const row = document.createElement("li");
      const name = Object.assign(document.createElement("span"), { className: "name", textContent: file.name });
      const size = Object.assign(document.createElement("span"), { className: "size" });
      size.textContent = file.size < 1048576 ? `${Math.max(1, Math.round(file.size / 1024))} kB` : `${(file.size / 1048576).toFixed(1)} MB`;
      row.append(name, size);
      return row;
    }));
  });
}
