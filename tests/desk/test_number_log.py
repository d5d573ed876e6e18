"""The log of accesses to My Numbers as its window shows it, for those with the authority."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nxdesk.desk.number_log import COLUMNS, NumberLogDesk
from nxdesk.desk.people_list import FIRST_PAGE, search_words
from nxdesk.desk.refusal import Refusal
from nxdesk.masters.generate import generate, my_number_for
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Value
from nxdesk.vault.seal import Sealer
from nxdesk.vault.secret import Secret

ICHIRO = "0000000101"
WIFE: dict[str, Value] = {
    "last_name": "伊藤", "first_name": "花子", "last_name_kana": "イトウ", "first_name_kana": "ハナコ",
    "relationship_code": "02", "hi_dependent": 1}
PEOPLE = 300


@pytest.fixture
def masters(tmp_path: Path) -> Iterator[Masters]:
    opened = open_masters(sqlite_url(tmp_path / "nx.db"), Sealer(b"k" * 32), Clock(Clock.parse("2020-04-06 09:00")))
    opened.people.bulk_insert(generate(PEOPLE, 3), "test")
    opened.people.save(ICHIRO, {"last_name": "伊藤", "first_name": "一郎"}, 1, "test")
    opened.users.create("admin", "renshu-1", "天野 太郎", my_number=True)
    yield opened
    opened.close()


def everything(desk: NumberLogDesk) -> list[dict[str, str]]:
    opening = desk.open()
    rows = list(zip(*opening.columns, strict=True))
    while (piece := desk.more())[0]:
        rows += zip(*piece, strict=True)
    assert len(rows) == opening.total
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def test_people_and_members_are_named_and_the_newest_comes_first(masters: Masters) -> None:
    numbers, number = masters.my_numbers, my_number_for(ICHIRO, 1)
    wife = masters.families.add(ICHIRO, WIFE, "admin")
    numbers.set(ICHIRO, number, by="admin")
    numbers.set(ICHIRO, my_number_for(ICHIRO, 2), by="nxdesk", member=wife)
    numbers.get(ICHIRO, by="admin", purpose=f"確認 {number[:4]} {number[4:8]} {number[8:]}", member=wife)
    rows = everything(NumberLogDesk(masters, my_number=True))
    assert [tuple(row[name] for name in ("by", "code", "name", "member", "action", "purpose")) for row in rows] == [
        ("天野 太郎（admin）", ICHIRO, "伊藤 一郎", "伊藤 花子（妻）", "閲覧", f"確認 {'•' * 12}"),
        ("nxdesk", ICHIRO, "伊藤 一郎", "伊藤 花子（妻）", "登録", "登録"),
        ("天野 太郎（admin）", ICHIRO, "伊藤 一郎", "", "登録", "登録")]
    assert rows[0]["at"].startswith("2020-04-06T09:0")
    for typed in ("花子", "いちろう 101", ICHIRO):
        found = [row for row in rows if all(any(way in row["search"] for way in word) for word in search_words(typed))]
        assert len(found) == {"花子": 2, "いちろう 101": 0, ICHIRO: 3}[typed]


def test_who_was_removed_is_told_by_number_and_nobody_gets_that_number(masters: Masters) -> None:
    seq = masters.families.add(ICHIRO, WIFE, "admin")
    masters.my_numbers.set(ICHIRO, my_number_for(ICHIRO, 1), by="admin", member=seq)
    masters.families.remove(ICHIRO, seq, 1, "admin")
    masters.families.add(ICHIRO, WIFE | {"first_name": "春子"}, "admin")
    rows = everything(NumberLogDesk(masters, my_number=True))
    assert [(row["member"], row["action"], row["purpose"]) for row in rows] == [
        ("家族番号1（削除済み）", "削除", "家族の削除"), ("家族番号1（削除済み）", "登録", "登録")]


def test_a_long_log_comes_in_pieces_and_one_persons_alone(masters: Masters) -> None:
    codes = masters.people.codes()
    masters.my_numbers.set_many({code: Secret(my_number_for(code, 1)) for code in codes}, "admin")
    masters.my_numbers.bulk(codes, by="admin", purpose="連携")
    rows = everything(NumberLogDesk(masters, my_number=True))
    assert len(rows) == 2 * PEOPLE > FIRST_PAGE
    assert {(row["code"], row["action"]) for row in rows} == {(code, what) for code in codes for what in ("登録", "一括")}
    alone = everything(NumberLogDesk(masters, my_number=True, person=codes[7]))
    assert [(row["code"], row["action"]) for row in alone] == [(codes[7], "一括"), (codes[7], "登録")]


def test_nothing_is_told_without_the_authority(masters: Masters) -> None:
    desk = NumberLogDesk(masters, my_number=False)
    for call in (desk.open, desk.more):
        with pytest.raises(Refusal, match="NXD_N_09"):
            call()


def test_an_empty_log_is_empty(masters: Masters) -> None:
    assert everything(NumberLogDesk(masters, my_number=True)) == []
