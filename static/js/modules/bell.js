/* The bell: keeps the number of unread notifications right while the page is open. */
const bell = document.querySelector("[data-bell]");

if (bell && "EventSource" in window) {
  const count = bell.querySelector("[data-bell-count]");
  const news = bell.querySelector("[data-bell-news]");
  const show = (number) => {
    const grew = number > Number(count.textContent);
    count.textContent = number > 99 ? "99+" : String(number);
    count.hidden = number === 0;
    if (grew) news.textContent = `${bell.dataset.bellLabel}: ${number}`;
  };
  const stream = new EventSource(bell.dataset.bell);
  stream.addEventListener("unread", (event) => show(Number(event.data)));
  stream.addEventListener("refresh", () => {
    document.body.dispatchEvent(new CustomEvent("karya:refresh"));
  });
  window.addEventListener("pagehide", () => stream.close());
}
