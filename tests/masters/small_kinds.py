"""Two small kinds of the tests' own: notices that people have several of, and codes that belong to no person."""

from nxdesk.records import codes as c
from nxdesk.records import shapes as s
from nxdesk.records.fields import Condition, Field, Holder, Kind, Take, Treatment, Value

KEY, KEEP = Treatment.KEY, Treatment.KEEP


def _grade(total: Value) -> Value:
    return None if total is None else int(total) // 1000 * 1000


NOTICE = Kind(
    id="notice", number=41, label="通知", register_number=41, acquire_number=41, key=("employee_code", "seq"),
    fields=(
        Field("employee_code", "個人コード", s.digits(10, 10), "通知", KEY, needed_nx=True, needed_link=True),
        Field("seq", "番号", s.whole(1, 99), "通知", KEEP, Holder.NX),
        Field("given_on", "通知日", s.date(), "通知", KEY, needed_nx=True, needed_link=True),
        Field("amount", "金額", s.yen(), "通知"),
        Field("secret_no", "番号（非公開）", s.text(20), "通知", sensitive=True),
        Field("remark", "備考", s.text(40), "通知", KEEP),
        Field("told", "伝達", s.code(c.NO_YES), "通知", KEEP, Holder.NX),
        Field("status", "状況", s.code(c.NO_YES), "通知", KEEP, Holder.EAMANO)),
    match=(("given_on",),), parent="employee", upsert=True, document=("given_on",), named_by=("given_on",),
    finished=Condition("status", frozenset((1,))), closed=Condition("told", frozenset((1,))),
    takes=(Take("std_remuneration_health", ("amount",), _grade, ask=True),
           Take("shaho_acquired_on", ("given_on",), lambda day: day)))
"""Several a person; numbers go up to 99."""

TABLE_CODE = Kind(
    id="table_code", number=42, label="表コード", register_number=42, acquire_number=None, key=("code_class", "seq"),
    fields=(
        Field("code_class", "種別", s.pattern("LIFE|NONLIFE", 7, "NXD_K_07", ""), "コード", KEY, needed_nx=True),
        Field("seq", "番号", s.whole(1, 99), "コード", KEEP, Holder.NX),
        Field("code", "コード", s.pattern("[0-9A-Z]{1,10}", 10, "NXD_K_04", ""), "コード", KEY, needed_nx=True),
        Field("name", "名称", s.name(40), "コード", needed_nx=True)),
    by_person=False, match=(("code",),), upsert=True, document=("code",), named_by=("name",))

SMALL_KINDS = (NOTICE, TABLE_CODE)
