"""Midtrans as a second source: Core API for money in, its payouts (Iris) for money out.

Not through its own Python client: that has no time-outs and no payouts. Core API rather than
Snap, because the QR and the account number belong on our page (docs/indonesian-rails.md).
"""
