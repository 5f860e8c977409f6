/* A slider that divides a whole: both fields always add up to it. Without it, the fields do. */
for (const box of document.querySelectorAll("[data-split]")) {
  const whole = Number(box.dataset.split) / 100;
  const slider = box.querySelector("[data-split-slider]");
  const [freelancer, client] = box.querySelectorAll(".halves input");
  if (!slider || !freelancer || !client || !Number.isSafeInteger(whole)) continue;
  // Whole amounts only: “300rb” is read by the server, and the other field is left alone.
  const read = (field) => {
    const text = field.value.trim().replace(/^rp\.?\s*/i, "");
    if (!/^(\d+|\d{1,3}([.,]\d{3})+)$/.test(text)) return null;
    const amount = Number(text.replace(/[.,]/g, ""));
    return amount > whole ? null : amount;
  };
  const write = (field, value) => {
    field.value = value.toLocaleString(document.documentElement.lang);
  };
  slider.min = 0;
  slider.max = whole;
  slider.step = whole > 100_000 ? 1000 : 1;
  const start = read(freelancer) ?? (read(client) === null ? Math.floor(whole / 2) : whole - read(client));
  slider.value = start;
  slider.addEventListener("input", () => {
    const part = Math.min(Number(slider.value), whole);
    write(freelancer, part);
    write(client, whole - part);
  });
  freelancer.addEventListener("change", () => {
    const part = read(freelancer);
    if (part === null) return;
    slider.value = part;
    write(client, whole - part);
  });
  client.addEventListener("change", () => {
    const part = read(client);
    if (part === null) return;
    slider.value = whole - part;
    write(freelancer, whole - part);
  });
  slider.closest("[hidden]").hidden = false;
}
