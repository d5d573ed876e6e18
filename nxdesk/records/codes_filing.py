"""Code lists of the 届 of social insurance (records.md §3, §4, §8, §9). Labels marked K there are from knowledge."""

from nxdesk.records.codes import CodeList

RAISE_KIND = CodeList("raise_kind", (("1", "昇給"), ("2", "降給")))
SEX_KIND = CodeList("sex_kind", (
    ("1", "男"), ("2", "女"), ("3", "坑内員"), ("5", "男（基金）"), ("6", "女（基金）"), ("7", "坑内員（基金）")))
ACQUISITION_KIND = CodeList("acquisition_kind", (("1", "健保・厚年"), ("3", "共済出向"), ("4", "船保任継")))
NO_MY_NUMBER_REASON = CodeList("no_mynumber_reason", (("1", "海外在住"), ("2", "短期在留"), ("3", "その他")))
LOSS_CAUSE = CodeList("loss_cause", (
    ("4", "退職等"), ("5", "死亡"), ("7", "75歳到達"), ("9", "障害認定"), ("11", "社会保障協定")))
LEFT_OR_DIED = frozenset({"4", "5"})
AGE_75 = "7"
FILING_STATUS = CodeList("filing_status", (
    ("draft", "作成中"), ("filed", "申請済"), ("reviewing", "審査中"), ("done", "完了"), ("returned", "返戻")))
FILED = frozenset({"filed", "reviewing", "done"})
