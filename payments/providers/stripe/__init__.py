"""Stripe through the port: hosted Checkout, refunds, Connect payouts and chargebacks.

`adapter.Stripe` is what the registry constructs; the other modules each know one kind of object.
"""
