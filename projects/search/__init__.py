"""The list of open projects: what is asked for, and what is found."""

from projects.search.asked import ORDERS, ProjectSearch, read_search
from projects.search.found import RANKED, find_projects

__all__ = ["ORDERS", "RANKED", "ProjectSearch", "find_projects", "read_search"]
