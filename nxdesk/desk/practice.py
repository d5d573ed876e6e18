"""The practice users shown on the login window; light, because that window is painted before anything else loads."""

from nxdesk.masters.practice_users import PRACTICE_USERS

__all__ = ["PRACTICE_USERS"]
