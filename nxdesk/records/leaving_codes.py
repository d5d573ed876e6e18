"""Code lists of 雇用保険離職証明書 (records.md §6). The words of the printed choices are from knowledge (§12)."""

from nxdesk.records.codes import CodeList

HEADER, INSURED, WAGE = "header", "insured", "wage"
LEAVING_PART = CodeList("leaving_part", (
    (HEADER, "離職者"), (INSURED, "⑧⑨被保険者期間"), (WAGE, "⑩～⑬賃金支払状況")))

WANTED = "1"
CERTIFICATE = CodeList("certificate_requested", ((WANTED, "有"), ("2", "無")))
OTHER_REASON = "6"
REASON = CodeList("reason_code", (
    ("1", "事業所の倒産等によるもの"), ("2", "定年によるもの"), ("3", "労働契約期間満了等によるもの"),
    ("4", "事業主からの働きかけによるもの"), ("5", "労働者の判断によるもの"), (OTHER_REASON, "その他")))
PERIOD_CLASS = CodeList("period_class", (("A", "一般・高年齢等"), ("B", "短期雇用特例")))
# Decided by Hello Work; NX may carry it as a hint. 20 is the older code of 2B, 45 and 55 the second ones of 4D and 5E.
REASON_HINT = CodeList("reason_hint", tuple((code, f"{code}（{group}）") for code, group in (
    ("11", "1A"), ("12", "1B"), ("21", "2A"), ("22", "2B"), ("20", "2B"), ("23", "2C"), ("24", "2D"), ("25", "2E"),
    ("31", "3A"), ("32", "3B"), ("33", "3C"), ("34", "3D"), ("40", "4D"), ("45", "4D"), ("50", "5E"), ("55", "5E"))))
LOSS_CAUSE = CodeList("ei_loss_cause", (
    ("1", "離職以外の理由"), ("2", "3以外の離職"), ("3", "事業主の都合による離職")))
OBJECTION = CodeList("person_objects", (("0", "異議なし"), ("1", "異議あり")), numeric=True)
UNCALCULATED = "未計算"
"""Stands in ⑬ of a month whose pay is not closed yet; its amount is then left blank."""
