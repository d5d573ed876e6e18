"""The users of the practice company, shown on the login window. Light: that window is painted before all else loads."""

PRACTICE_USERS: tuple[tuple[str, str, str, bool, bool], ...] = (
    ("admin", "renshu-1", "天野 太郎", True, True),
    ("system", "renshu-2", "佐々木 直子", True, False),
    ("jinji", "renshu-3", "小林 美咲", False, False),
)
"""User ID, password, name, システム管理者権限, マイナンバー権限."""
