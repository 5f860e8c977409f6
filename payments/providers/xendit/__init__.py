"""Xendit: QRIS, virtual accounts and e-wallets in, payouts to banks and e-wallets out.

Payments API v3 (docs.xendit.co/apidocs/create-payment-request), the present one. Payouts v2 and
`/refunds`, because v3 of these cannot be searched by our own reference: looking up first is the
law here (docs/indonesian-rails.md).
"""
