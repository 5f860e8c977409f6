"""What search engines and link previews see of Karya; see docs/outward.md."""
