"""The list of freelancers: what is asked for, and who is found."""

from accounts.search.asked import ORDERS, FreelancerSearch, read_search
from accounts.search.found import RANKED, find_freelancers, fitting

__all__ = ["ORDERS", "RANKED", "FreelancerSearch", "find_freelancers", "fitting", "read_search"]
