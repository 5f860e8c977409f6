"""Who suits what: projects for a freelancer, freelancers for a project, projects like another."""

from projects.matching.people import hidden_people_of, people_for
from projects.matching.scales import PEOPLE, WORK
from projects.matching.similar import similar_to
from projects.matching.work import hidden_projects_of, projects_for

__all__ = [
    "PEOPLE",
    "WORK",
    "hidden_people_of",
    "hidden_projects_of",
    "people_for",
    "projects_for",
    "similar_to",
]
