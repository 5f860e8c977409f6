"""Work over HTTP: one resource per action, the same services as the pages."""
