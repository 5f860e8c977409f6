"""The verbs of work: atomic, safe to call twice, naming who acts (`by`) and when (`now`)."""
