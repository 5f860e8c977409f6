"""What the book costs, beside pgbench's TPC-B on the same Postgres, in one run: see `__main__`."""
