/* What this browser keeps: lists, by key. Some browsers keep nothing, or refuse to be asked. */
const kept = (key) => {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    return Array.isArray(found) ? found : null;
  } catch { return null; }
};
const keep = (key, list) => { try { localStorage.setItem(key, JSON.stringify(list)); return true; } catch { return false; } };
const forget = (isIt) => { try { for (const key of Object.keys(localStorage)) if (isIt(key)) localStorage.removeItem(key); } catch { /* nothing is kept */ } };
