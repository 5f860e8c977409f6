"""Finding among a million projects: a maker of data, a harness, and what it found (REPORT.md)."""
