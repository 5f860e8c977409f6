"""A believable marketplace to look around in: people, postings, and work in every state."""
