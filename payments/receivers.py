"""What follows in payments from events of the apps below."""
