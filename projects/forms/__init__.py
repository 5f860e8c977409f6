"""What people type about their work, read and checked; nothing here saves."""
