"""How disputes end, for everybody to see, without telling how anybody's ended."""
