"""What follows in projects from events of the apps below."""
