/* <input data-suggest="/…/" list="…">: ways to go on while typing, in the list of the field.
   What was searched for before comes first; it is kept in this browser alone. */
const MOST = 5;
const known = new Map();
let asked;
let timer;

const before = () => kept("searches") ?? [];
const offer = (field, words) => field.list?.replaceChildren(...[...new Set(words)].map((word) => new Option("", word)));
const mine = (typed) => before().filter((words) => words !== typed && words.toLocaleLowerCase().includes(typed));

const ask = async (field, typed) => {
  const address = `${field.dataset.suggest}?q=${encodeURIComponent(typed)}`;
  if (!known.has(address)) {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      known.set(address, (await answer.json()).suggestions);
    } catch { return; }
  }
  if (field.value.trim().toLocaleLowerCase() === typed) offer(field, [...mine(typed), ...known.get(address)]);
};

const listen = (event) => {
  const field = event.target;
  if (!field.matches?.("input[data-suggest]")) return;
  const typed = field.value.trim().toLocaleLowerCase();
  clearTimeout(timer);
  if (typed.length < 2) offer(field, mine(typed));
  else timer = setTimeout(ask, 150, field, typed);
};

document.addEventListener("input", listen);
document.addEventListener("focusin", listen);
document.addEventListener("submit", (event) => {
  const words = event.target.querySelector("input[data-suggest]")?.value.trim();
  if (words) keep("searches", [words, ...before().filter((old) => old !== words)].slice(0, MOST));
}, true);
