"""Forms about people; they read and check, services save."""
