"""The verbs of a disagreement. Each is atomic and names who acts (`by`) and when (`now`)."""
