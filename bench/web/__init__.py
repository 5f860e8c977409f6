"""Pages over HTTP beside bare views of the same rows, and what a page weighs."""
