"""Settings of money: who keeps it, and the keys of those who do."""

from marketplace.environment import env

# Providers in use, in order of preference: the first that offers a way to pay serves it.
PAYMENT_PROVIDERS = env.list("PAYMENT_PROVIDERS", default=["sandbox"])

# The sandbox bank: its secret, and how long its days, payouts and refunds last
SANDBOX_SECRET = env.str("SANDBOX_SECRET", default="")  # empty: made from SECRET_KEY
SANDBOX_DAY_SECONDS = env.int("SANDBOX_DAY_SECONDS", default=10)
SANDBOX_PAYOUT_SECONDS = env.int("SANDBOX_PAYOUT_SECONDS", default=5)
SANDBOX_REFUND_SECONDS = env.int("SANDBOX_REFUND_SECONDS", default=5)
