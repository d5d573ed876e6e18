"""Each of the thirteen runs by command over the practice company: once refused, once accepted, and what the logs say.

One data folder for all of them, one after the other: what a run needs, the ones before it have left there.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, NamedTuple

import pytest

from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_loss import LOSS
from nxdesk.records.kinds import kind
from tests.cli.command import Command, serve, stop
from tests.cli.in_process import Nxdesk
from tests.desk.eamano_side import ByHand
from tests.records.filings_of_people import ACQUISITION_OF, LOSS_OF

STAFF, LEFT, RAISED = "0000000102", "0000000190", "0000000213"
OTHER, THIRD = "0000000103", "0000000105"
LINKED = ",".join((STAFF, OTHER, THIRD, LEFT, RAISED))
FILE = {"nx": "nx.sqlite", "eamano": "eamano/eamano.sqlite"}


class Registers(NamedTuple):
    """Who is refused for which item, and who is taken."""

    wrong: str
    item: str
    right: str


REGISTERS = {
    "employee": Registers("0000000101", "会社メールアドレス", LINKED),
    "family": Registers("0000000149", "続柄", STAFF),
    "hr_code": Registers("", "コード", ""),
    "yea": Registers("0000000128", "新旧区分", STAFF),
    "rishoku": Registers("0000000148", "①被保険者番号", LEFT),
    "santei": Registers("0000000119", "従前改定年月", STAFF),
    "geppen": Registers("0000000198", "給与計算の基礎日数（前二月）", RAISED),
    "shoyo": Registers("0000000160", "合計（賞与額）", STAFF)}


@pytest.fixture(scope="module")
def nxdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nxdesk]:
    """The practice company, connected, beside one running service."""
    process = serve(command := Command(tmp_path_factory.mktemp("runs") / "data"))
    called = Nxdesk(command.data)
    issued = called("eamano", "issue-id", "--contact", "天野PC、NX連携設定", "--json").facts
    done = called("connect", "set", "--url", issued["url"], "--customer-id", issued["customer_id"], "--auth-id", "-",
                  "--json", stdin=issued["auth_id"] + "\n")
    assert done.status == 0, done.out + done.err
    yield called
    stop(process)


def asked(nxdesk: Nxdesk, side: str, words: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(nxdesk.data / FILE[side], timeout=30)) as database, database:
        return list(database.execute(words, values))


def who(codes: str) -> tuple[str, ...]:
    return ("--codes", codes) if codes else ()


def logged(nxdesk: Nxdesk) -> int:
    """Runs in e-AMANO's audit log."""
    return int(asked(nxdesk, "eamano", "SELECT count(*) FROM audit_runs")[0][0])


@pytest.mark.parametrize("kind_id", REGISTERS)
def test_a_registration_is_refused_and_accepted(nxdesk: Nxdesk, kind_id: str) -> None:
    one, of, before = REGISTERS[kind_id], kind(kind_id), logged(nxdesk)
    refused = nxdesk("register", kind_id, *who(one.wrong), "--json")
    assert (refused.status, refused.facts["registered"]) == (1, 0), refused.out
    assert {row["項目名"] for row in refused.facts["rows"]} == {one.item}
    assert logged(nxdesk) == before
    done = nxdesk("register", kind_id, *who(one.right), "--json", *(() if one.right else ("--skip-errors",)))
    assert (done.status, done.facts["outcome"]) == (0, "登録済"), done.out
    assert done.facts["sanity"]["ok"]
    ((run, entries),) = asked(nxdesk, "eamano", "SELECT run, entries FROM audit_runs WHERE action = ?",
                              of.register_label)
    assert entries == done.facts["registered"] > 0
    targets = [target for (target,) in asked(nxdesk, "eamano", "SELECT target FROM audit_entries WHERE run = ?", run)]
    assert len(targets) == entries
    if of.by_person:
        assert {target[:10] for target in targets} == set(one.right.split(","))


CHILD = {"last_name": "長谷川", "first_name": "さくら", "last_name_kana": "ハセガワ", "first_name_kana": "サクラ",
         "birth_date": "2019-10-20", "relationship_code": "11"}
HIRED, LEFT_ON, LOST_ON = "2018-10-01", "2020-03-31", "2020-04-01"


def of_nobody(values: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("seq", "employee_code")} | changed


def there(nxdesk: Nxdesk, of: Kind, owner: str) -> int:
    """The newest record of somebody's at e-AMANO."""
    return int(asked(nxdesk, "eamano", f"SELECT max(id) FROM {of.id} WHERE employee_code = ?", owner)[0][0])


def insured(nxdesk: Nxdesk, owner: str, since: str | None) -> None:
    """In NX; what e-AMANO's own record says follows."""
    for side in FILE:
        asked(nxdesk, side, "UPDATE employee SET hire_date = ?, shaho_acquired_on = ?, shaho_lost_on = NULL, "
                            "hi_insured_no = NULL WHERE employee_code = ?", HIRED, since, owner)


def position_changes(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    by_hand.change(EMPLOYEE, STAFF, {"position": "部長", "mobile_phone": None})


def child_comes(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    by_hand.add(FAMILY, STAFF, CHILD)


def child_depends(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    by_hand.change(FAMILY, STAFF, {"hi_dependent": 1}, there(nxdesk, FAMILY, STAFF))


def declared(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    """Fixed at e-AMANO with another amount, and finalised in NX already."""
    asked(nxdesk, "eamano", "UPDATE yea SET status = 'fixed', expected_salary_total = 3400000, version = version + 1 "
                            "WHERE employee_code = ? AND row_kind = 'header'", STAFF)
    asked(nxdesk, "nx", "UPDATE yea SET finalized = 1 WHERE employee_code = ?", STAFF)


def opened_again(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    asked(nxdesk, "nx", "UPDATE yea SET finalized = 0 WHERE employee_code = ?", STAFF)


def filed_too_early(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    insured(nxdesk, OTHER, None)
    by_hand.add(ACQUISITION, OTHER, of_nobody(ACQUISITION_OF, acquired_on=HIRED, status="filed"))
    asked(nxdesk, "nx", "UPDATE employee SET hire_date = '2019-04-01' WHERE employee_code = ?", OTHER)


def hired_earlier(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    asked(nxdesk, "nx", "UPDATE employee SET hire_date = ? WHERE employee_code = ?", HIRED, OTHER)


def lost_without_insurance(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    insured(nxdesk, THIRD, HIRED)
    by_hand.add(LOSS, THIRD, of_nobody(LOSS_OF, lost_on=LOST_ON, left_on=LEFT_ON))
    asked(nxdesk, "nx", "UPDATE employee SET shaho_acquired_on = NULL WHERE employee_code = ?", THIRD)


def insured_since(nxdesk: Nxdesk, by_hand: ByHand) -> None:
    asked(nxdesk, "nx", "UPDATE employee SET shaho_acquired_on = ? WHERE employee_code = ?", HIRED, THIRD)


Deed = Callable[[Nxdesk, ByHand], None]


class Acquires(NamedTuple):
    """Of whom, what is done before the run that is refused and before the one that is not, and why it is refused."""

    owner: str
    wrong: Deed
    right: Deed
    code: str


ACQUIRES = {
    "employee": Acquires(STAFF, position_changes, lambda *_: None, "NXD_N_58"),
    "family": Acquires(STAFF, child_comes, child_depends, "NXD_K_01"),
    "yea": Acquires(STAFF, declared, opened_again, "NXD_N_53"),
    "shaho_acq": Acquires(OTHER, filed_too_early, hired_earlier, "NXD_VA_09"),
    "shaho_loss": Acquires(THIRD, lost_without_insurance, insured_since, "NXD_VL_09")}


@pytest.mark.parametrize("kind_id", ACQUIRES)
def test_an_acquisition_is_refused_and_accepted(nxdesk: Nxdesk, kind_id: str) -> None:
    one = ACQUIRES[kind_id]
    by_hand = ByHand.of(nxdesk.data / "eamano")
    one.wrong(nxdesk, by_hand)
    count = "SELECT count(*) FROM change_log WHERE source = '取得'"
    before = asked(nxdesk, "nx", count)
    refused = nxdesk("acquire", kind_id, "--codes", one.owner, "--json")
    assert refused.status == 1, refused.out
    assert one.code in refused.out
    assert asked(nxdesk, "nx", count) == before
    one.right(nxdesk, by_hand)
    done = nxdesk("acquire", kind_id, "--codes", one.owner, "--accept-losses", "--json")
    assert (done.status, done.facts["outcome"]) == (0, "取得済"), done.out
    told = asked(nxdesk, "nx", "SELECT kind, owner FROM change_log WHERE source = '取得' AND run = ?",
                 done.facts["acquisition"])
    assert set(told) == {(kind_id, one.owner), *([("employee", one.owner)] if done.facts["taken"] else [])}
    listed = nxdesk("acquire", "list", "--json").facts["acquisitions"]
    assert (listed[0]["number"], listed[0]["kind"]) == (done.facts["acquisition"], kind(kind_id).acquire_label)
