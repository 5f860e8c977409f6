"""What follows in messaging from events of the apps below."""
