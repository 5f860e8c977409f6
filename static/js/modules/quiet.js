/* What asks for news by itself rests while nobody looks at the page: seen means seen. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-quiet]")) event.preventDefault();
});
