"""What follows in accounts from events of the apps below."""
