/* Net first: what arrives (or is to pay) while the amount is being typed. The server's sums decide;
   this mirrors core.money.parse_money and payments.fees.split for the eye. */
const words = { rb: 1e3, ribu: 1e3, k: 1e3, jt: 1e6, juta: 1e6, million: 1e6, miliar: 1e9, milyar: 1e9, billion: 1e9 };
const signs = { IDR: ["rp", "rupiah"], USD: ["$", "us$"], SGD: ["$", "s$"], AUD: ["$", "a$"], MYR: ["rm"], EUR: ["€"], GBP: ["£"], JPY: ["¥"] };

const parse = (text, currency) => {
  const match = /^([a-z]{2,3}|[a-z]{0,2}[$€£¥])?\.?\s*(\d[\d.,]*?)(?:[.,][-–—])?\s*(rb|ribu|k|jt|juta|million|miliar|milyar|billion)?\s*(rupiah|[a-z]{3}|[$€£¥])?$/.exec(text.trim().toLowerCase());
  const known = [currency.toLowerCase(), ...(signs[currency] ?? [])];
  if (match && [match[1], match[4]].some((name) => name && !known.includes(name))) return null;
  if (!match) return null;
  const groups = match[2].split(/[.,]/);
  const grouped = groups.length > 1 && groups.slice(1).every((group) => group.length === 3) && groups[0].length <= 3;
  const fraction = groups.length > 1 && !(grouped && !(match[3] && groups.length === 2));
  const number = fraction ? Number(`${groups.slice(0, -1).join("")}.${groups.at(-1)}`) : Number(groups.join(""));
  const amount = number * (words[match[3]] ?? 1);
  return Number.isFinite(amount) && amount > 0 && amount <= 1e13 ? amount : null;
};

for (const box of document.querySelectorAll("[data-net]")) {
  const input = document.querySelector(box.dataset.net);
  if (!input) continue;
  const { currency, side } = box.dataset;
  const step = currency === "IDR" || currency === "JPY" ? 1 : 0.01;
  const lang = document.documentElement.lang || "en";
  const digits = step === 1 ? 0 : 2;
  const format = new Intl.NumberFormat(lang, { style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits });
  const show = (name, value) => {
    const place = box.querySelector(`[data-net-${name}]`);
    if (place) place.textContent = value === null ? "—" : format.format(value).replace(/^IDR/, "Rp").replace(/\s/g, "").replace("-", "−");
  };
  const share = (amount, bps) => Math.floor((amount / step) * Number(bps) / 10000 + 1e-9) * step;
  const update = () => {
    const amount = parse(input.value, currency);
    const fee = amount === null ? null : share(amount, box.dataset.bps);
    const ppn = amount === null ? null : share(fee, box.dataset.ppn);
    const pph22 = amount === null || side === "client" ? 0 : share(amount, box.dataset.pph22);
    const signed = (value) => (value === null ? null : side === "client" ? value : -value);
    show("amount", amount);
    show("fee", signed(fee));
    show("ppn", signed(ppn));
    show("pph22", amount === null ? null : -pph22);
    show("sum", amount === null ? null : side === "client" ? amount + fee + ppn : amount - fee - ppn - pph22);
  };
  input.addEventListener("input", update);
  update();
}
