"""The practice company as e-AMANO knows it: お客様ID, its two logins (shown on the login pages) and ご利用サービス."""

from dataclasses import dataclass

CUSTOMER_ID = "AM100001"
COMPANY = "練習商事株式会社"
SERVICES = ("年末調整", "Web明細", "雇用契約書", "入社手続き", "電子申請")

ADMIN, HR = "admin", "hr"


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """A login that everybody may know."""

    screen: str
    login: str
    password: str
    name: str


ACCOUNTS = (PracticeAccount(ADMIN, "kanri", "renshu-kanri", "管理 太郎"),
            PracticeAccount(HR, "jinji", "renshu-jinji", "人事 花子"))
