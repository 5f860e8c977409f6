"""Work as JSON. Amounts are minor units beside their currency (Rp1.000 is 100000 IDR)."""
