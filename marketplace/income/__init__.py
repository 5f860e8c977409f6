"""A freelancer's income: what came, what is coming, from whom, and what to keep apart."""
