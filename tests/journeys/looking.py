"""What is wrong with how a page looks: by axe's rules, and what spills over."""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

CONTRAST = "color-contrast"
NEW_TEXTS = "[data-new-text]"
# Texts that no earlier page showed in the same way: their colours and letters, and every element
# around them with its class, what it is painted with and how far one sees through it.
MARK_NEW_TEXTS = """(known) => {
  const seen = new Set(known), fresh = [], grounds = new Map();
  const short = (text) => {  // two halves of 32 bits: no two of a few thousand texts meet
    let [a, b] = [7, 11];
    for (let i = 0; i < text.length; i += 1) {
      a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
    }
    return `${a >>> 0}.${b >>> 0}`;
  };
  const groundOf = (element) => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter];
      const name = `${element.localName}.${element.getAttribute("class") ?? ""}`;
      grounds.set(element, short(`${groundOf(element.parentElement)}>${name}${paint}`));
    }
    return grounds.get(element);
  };
  const hasText = (element) =>
    element.matches("input, select, textarea") ||
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  for (const element of document.body.querySelectorAll("*")) {
    element.removeAttribute("data-new-text");
    if (!hasText(element) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow];
    const look = short(groundOf(element) + letters);
    if (seen.has(look)) continue;
    seen.add(look);
    fresh.push(look);
    element.setAttribute("data-new-text", "");
  }
  return fresh;
}"""


def axe_finds(page: Page, *rules: str, but: str = "", within: str = "") -> list[str]:
    """What axe complains of: by all of its rules, by these alone, or by all but one."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    elif but:
        options["rules"] = {but: {"enabled": False}}
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    context = json.dumps({"include": [[within]]} if within else {"exclude": []})
    answer = page.evaluate(f"axe.run({context}, {json.dumps(options)})")
    found = answer["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def mark_new_texts(page: Page, known: set[str]) -> bool:
    """Mark the texts that are painted like none that is `known`; whether there are any.

    (The rule of contrast asks the browser what lies under each letter, which is three quarters of
    the time that axe takes; it finds the same for two texts that are painted the same way.)
    """
    fresh: list[str] = page.evaluate(MARK_NEW_TEXTS, sorted(known))
    known.update(fresh)
    return bool(fresh)


def spills_over(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
