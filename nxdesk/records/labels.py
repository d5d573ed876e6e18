"""What the comparison list calls a record that is about to be registered (manual (7)②)."""

from collections.abc import Iterable

from nxdesk.records.fields import Value

NEW_DATA, RELINK_DATA = "新規データ", "再登録データ"
UPDATE_DATA = "更新データ"
"""Of kinds that are registered as often as one likes: e-AMANO has the record, and it is overwritten without 再登録."""
ARRIVING, DIFFERING = "新規", "変更あり"
"""What the comparison list of an acquisition calls a record that NX does not have, and one that is another there."""
DELETED_DATA = "削除"
"""Of nxdesk's own lists alone: a family member of e-AMANO's that NX does not have."""


def relink_labels(days: Iterable[tuple[Value, Value]], *, there: bool, as_of: str) -> list[str]:
    """再登録データ for records that e-AMANO has, 新規データ for any others; `days` are 入社年月日 and 退職年月日 of their people.

    A record that is there also reads 新規データ when the 参照日 lies before the person's 入社年月日 or behind the
    退職年月日 (manual (7)②). That is the label alone: the record is overwritten all the same. Days are ISO.
    """
    within = RELINK_DATA if there else NEW_DATA
    return [NEW_DATA if (hired and as_of < str(hired)) or (retired and str(retired) < as_of) else within
            for hired, retired in days]


def relink_label(*, there: bool, as_of: str, hire_date: Value, retire_date: Value) -> str:
    """`relink_labels` for one record."""
    return relink_labels([(hire_date, retire_date)], there=there, as_of=as_of)[0]
