"""What follows in disputes from events of the apps below."""
