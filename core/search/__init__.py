"""What every search has in common: words, other spellings, weights that add up, pages by key."""
