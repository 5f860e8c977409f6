"""A double of Stripe that remembers: requests in, answers out, money and events in between.

It proves Karya's logic and the shapes of what crosses, not Stripe itself: docs/stripe.md lists what
only a test key can prove.
"""
