"""The verbs of work. Each is atomic, safe to call twice, and names who acts (`by`) and when (`now`)."""
