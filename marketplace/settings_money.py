"""Settings of money: who keeps it, and the keys of those who do."""

from marketplace.environment import env

# Providers in use, in order of preference: the first that offers a way to pay serves it.
PAYMENT_PROVIDERS = env.list("PAYMENT_PROVIDERS", default=["sandbox"])
# Rails switched off, such as xendit:ewallet:ovo, midtrans:va or xendit:payout:ewallet
PAYMENT_RAILS_OFF = env.list("PAYMENT_RAILS_OFF", default=[])
PROVIDER_SECONDS = env.int("PROVIDER_SECONDS", default=20)  # patience with one answer of theirs

# The sandbox bank: its secret, and how long its days, payouts and refunds last
SANDBOX_SECRET = env.str("SANDBOX_SECRET", default="")  # empty: made from SECRET_KEY
SANDBOX_DAY_SECONDS = env.int("SANDBOX_DAY_SECONDS", default=10)
SANDBOX_PAYOUT_SECONDS = env.int("SANDBOX_PAYOUT_SECONDS", default=5)
SANDBOX_REFUND_SECONDS = env.int("SANDBOX_REFUND_SECONDS", default=5)

# Stripe: restricted keys of one account that serves Karya alone (docs/stripe.md)
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.list("STRIPE_WEBHOOK_SECRET", default=[])  # one per endpoint, any holds
STRIPE_API_VERSION = env.str("STRIPE_API_VERSION", default="2026-10-28.endive")
STRIPE_CURRENCIES = env.list("STRIPE_CURRENCIES", default=["USD"])  # those the account settles in
STRIPE_CONNECT = env.bool("STRIPE_CONNECT", default=False)
STRIPE_CONNECT_COUNTRIES = env.list("STRIPE_CONNECT_COUNTRIES", default=["US"])
STRIPE_HOLD_DAYS = env.int("STRIPE_HOLD_DAYS", default=7)
STRIPE_COST_BPS = env.int("STRIPE_COST_BPS", default=290)  # shown as an estimate beside the method
STRIPE_PAYMENT_METHOD_CONFIGURATION = env.str("STRIPE_PAYMENT_METHOD_CONFIGURATION", default="")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="")  # another address, for tests only

# Xendit: the secret key and the token of its callbacks (docs/indonesian-rails.md)
XENDIT_SECRET_KEY = env.str("XENDIT_SECRET_KEY", default="")
XENDIT_CALLBACK_TOKEN = env.str("XENDIT_CALLBACK_TOKEN", default="")
XENDIT_HAS_RTGS = env.bool("XENDIT_HAS_RTGS", default=False)  # they activate it when asked
XENDIT_API_BASE = env.str("XENDIT_API_BASE", default="https://api.xendit.co")

# Midtrans: the server key of its Core API; payouts need the keys of two people and a merchant key
MIDTRANS_SERVER_KEY = env.str("MIDTRANS_SERVER_KEY", default="")
MIDTRANS_API_BASE = env.str("MIDTRANS_API_BASE", default="https://api.midtrans.com")
IRIS_CREATOR_KEY = env.str("IRIS_CREATOR_KEY", default="")
IRIS_APPROVER_KEY = env.str("IRIS_APPROVER_KEY", default="")
IRIS_MERCHANT_KEY = env.str("IRIS_MERCHANT_KEY", default="")
IRIS_API_BASE = env.str("IRIS_API_BASE", default="https://app.midtrans.com/iris")

# What each provider cannot do without
PROVIDER_KEYS = {
    "sandbox": [],
    "stripe": ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"],
    "midtrans": ["MIDTRANS_SERVER_KEY"],
    "xendit": ["XENDIT_SECRET_KEY", "XENDIT_CALLBACK_TOKEN"],
}
SANDBOX_ALLOWED = env.bool("SANDBOX_ALLOWED", default=False)

# Who runs this Karya, as its documents say; the tax number where there is one
OPERATOR_NAME = env.str("OPERATOR_NAME", default="")  # empty: the name of the site
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", default="")
OPERATOR_NPWP = env.str("OPERATOR_NPWP", default="")
BOOK_TIME_ZONE = "Asia/Jakarta"  # where months and years of documents begin

# How many payouts wait for one provider's answer at a time, over all workers
PAYOUTS_AT_ONCE = env.int("PAYOUTS_AT_ONCE", default=8)
