"""What follows in reviews from events of the apps below."""
