"""Records of kinds 3 to 10 in practice and generated companies: right, and always the same."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from nxdesk.masters.generate_filings import PAID_ON, REVISED
from nxdesk.masters.generate_year_end import YEAR
from nxdesk.masters.practice import seed_company, seed_practice
from nxdesk.masters.practice_records import WRONG
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.checks import blocks, group_issues, link_checker
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind, Value
from nxdesk.records.hr_code import HR_CODE, codes_in_use
from nxdesk.records.kinds import KINDS
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.leaving import LEAVING
from nxdesk.records.year_end import YEAR_END
from nxdesk.records.year_end_checks import unknown_insurers
from nxdesk.records.year_end_results import results
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import KEY

TODAY = "2020-04-06"
PEOPLE, SEED = 1200, 1
OWN = tuple(kind for kind in KINDS if kind.register_number and kind.upsert)
Records = dict[str, list[dict[str, Value]]]


def _opened(file: Path) -> Masters:
    return open_masters(sqlite_url(file), Sealer(KEY), Clock())


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Masters]:
    masters = _opened(tmp_path_factory.mktemp("generated") / "nx.sqlite")
    seed_company(masters, PEOPLE, SEED)
    yield masters
    masters.close()


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Masters]:
    masters = _opened(tmp_path_factory.mktemp("practice") / "nx.sqlite")
    seed_practice(masters)
    yield masters
    masters.close()


def records(masters: Masters, kind: Kind) -> Records:
    found = groupby(masters.members(kind).records(), itemgetter(kind.key[0]))
    return {str(owner): list(ones) for owner, ones in found}


def wrong(masters: Masters, kind: Kind, *, warnings: bool = False) -> Counter[tuple[str, str]]:
    """Owner and code of everything wrong with what travels."""
    found: Counter[tuple[str, str]] = Counter()
    for owner, rows in groupby(masters.members(kind).linked(), itemgetter(0)):
        sent = [row[4:] for row in rows]
        parent = masters.people.get(str(owner)) if kind.by_person else None
        issues = [issue for row in sent for issue in link_checker(kind).row_issues(row, TODAY)]
        issues += [issue for _, issue in group_issues(kind, sent, parent)]
        found.update((str(owner), issue.code) for issue in issues if warnings or blocks([issue]))
    return found


def test_all_kinds_that_nx_registers_again_and_again_have_records() -> None:
    assert {kind.id for kind in OWN} == set(WRONG)


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.id)
def test_generated_records_are_right(generated: Masters, kind: Kind) -> None:
    assert generated.members(kind).count() > 0
    assert wrong(generated, kind, warnings=True) == {}


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.id)
def test_of_the_practice_company_one_is_refused_in_each_kind_and_others_pass(practice: Masters, kind: Kind) -> None:
    found = wrong(practice, kind)
    assert list(found.values()) == [1]
    [(owner, _)] = found
    assert owner == WRONG[kind.id][0]
    assert len(records(practice, kind)) > 1


def test_the_mistakes_of_the_practice_company_are_those_of_its_kinds(practice: Masters) -> None:
    assert {kind.id: next(iter(wrong(practice, kind)))[1] for kind in OWN} == {
        "yea": "NXD_VY_04B", "rishoku": "NXD_VR_02", "hr_code": "NXD_VC_02", "santei": "NXD_VH_14",
        "geppen": "NXD_VG_02", "shoyo": "NXD_VS_02"}


def _digest(masters: Masters) -> str:
    rows = [row for kind in OWN for row in masters.members(kind).some([item.id for item in kind.nx_columns])]
    return sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def test_the_same_seed_gives_the_same_records(generated: Masters, tmp_path: Path) -> None:
    again = _opened(tmp_path / "again.sqlite")
    seed_company(again, PEOPLE, SEED)
    assert _digest(again) == _digest(generated)
    seed_company(again, PEOPLE, SEED + 1)
    assert _digest(again) != _digest(generated)
    assert all(again.members(kind).counts([f"{PEOPLE + 101:010d}"]) == {} for kind in OWN)
    again.close()


def test_the_twelve_codes_and_more_are_invented_and_used(generated: Masters) -> None:
    codes = [one for ones in records(generated, HR_CODE).values() for one in ones]
    assert len(codes) >= 12
    assert {one["code_class"] for one in codes} == {"LIFE", "NONLIFE"}
    known = {(str(one["code_class"]), str(one["code"])) for one in codes}
    declared = [one for ones in records(generated, YEAR_END).values() for one in ones]
    used = codes_in_use(declared)
    assert used <= known
    assert list(unknown_insurers(declared, known)) == []
    assert {(one["code_class"], one["code"]) for one in codes if not one["active"]} == known - used


def test_everybody_insured_in_july_has_one_santei(generated: Masters) -> None:
    santei = records(generated, kind_of("santei"))
    assert {len(ones) for ones in santei.values()} == {1}
    people = {str(one["employee_code"]): one for one in generated.people.records()}
    for code, person in people.items():
        since, until = person["shaho_acquired_on"], person["shaho_lost_on"]
        insured = since is not None and str(since) < "2019-06-01" and (until is None or str(until) > "2019-07-01")
        assert (code in santei) is insured
    some = [one for ones in santei.values() for one in ones]
    assert {one["applied_ym"] for one in some} == {"2019-09"}
    assert {one["mid_join"] for one in some} == {one["short_time"] for one in some} == {0, 1}
    assert all(one["insured_no"] == people[str(one["employee_code"])]["hi_insured_no"] for one in some)


def test_bonuses_come_in_summer_and_winter_and_revisions_to_few(generated: Masters) -> None:
    bonuses = records(generated, kind_of("shoyo"))
    assert {one["paid_on"] for ones in bonuses.values() for one in ones} == set(PAID_ON)
    assert {len(ones) for ones in bonuses.values()} == {1, 2}
    revised = records(generated, kind_of("geppen"))
    assert 5 < len(revised) < PEOPLE * 0.06
    assert {(one["revised_ym"], one["m3"], one["m2"], one["m1"]) for ones in revised.values() for one in ones} == {
        (REVISED, 10, 11, 12)}


def test_whoever_left_has_a_certificate_with_its_periods(generated: Masters) -> None:
    left = {str(one["employee_code"]): one["retire_date"] for one in generated.people.records() if one["retire_date"]}
    found = records(generated, LEAVING)
    assert {code: ones[0]["separated_on"] for code, ones in found.items()} == left
    for ones in found.values():
        parts = Counter(one["row_kind"] for one in ones)
        assert (parts["header"], parts["insured"]) == (1, 12)
        assert parts["wage"] in (6, 7)
        last = next(one for one in ones if one["row_kind"] == "insured" and one["line"] == 12)
        assert date.fromisoformat(str(last["period_from"])) >= date.fromisoformat(str(ones[0]["ei_acquired_on"]))


def test_part_of_the_people_have_last_years_declarations(generated: Masters) -> None:
    found = records(generated, YEAR_END)
    assert PEOPLE * 0.2 < len(found) < PEOPLE * 0.5
    kinds: Counter[Value] = Counter()
    for ones in found.values():
        assert [one["row_kind"] for one in ones].count("header") == 1
        assert {one["year"] for one in ones} == {YEAR}
        assert {name: ones[0][name] for name in results(ones)} == results(ones)
        kinds.update({one["row_kind"] for one in ones})
    assert kinds["insurance"] > kinds["prior_job"] > 0
    assert 0 < sum(bool(ones[0]["finalized"]) for ones in found.values()) < len(found) // 5
