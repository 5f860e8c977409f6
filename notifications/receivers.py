"""What follows in notifications from events of the apps below."""
