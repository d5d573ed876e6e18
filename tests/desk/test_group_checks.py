"""条理チェック of families by columns and kept marks finds what one family after the other would have found."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_group_checks import check_groups
from nxdesk.desk.run_people import Chosen
from nxdesk.masters.people import Parent
from nxdesk.records.checks import blocks, group_issues, link_checker, told_checker, told_ids
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.records.messages import Issue

TODAY = "2026-04-01"
BORN = st.sampled_from(["1970-05-05", "1982-05-05", "1982-05-06", "1958-05-05", "2001-02-03", "2026-04-02", None])
MEMBERS = st.fixed_dictionaries({
    "last_name": st.sampled_from(["原", "森"]), "first_name": st.sampled_from(["花子", "一太", None]),
    "birth_date": BORN, "relationship_code": st.sampled_from(["02", "04", "11", "12", "21", "22", "31", None]),
    "living_together": st.sampled_from(["live_in", "resident", None]), "hi_dependent": st.sampled_from([0, 1])})
FAMILIES = st.lists(st.tuples(BORN, st.lists(MEMBERS, max_size=5)), max_size=6)


def _chosen(families: Sequence[tuple[str | None, Sequence[dict[str, Value]]]], marked: bool) -> Chosen:
    checker = link_checker(FAMILY)
    records: list[Person] = []
    owners: dict[str, Parent] = {}
    for place, (born, members) in enumerate(families):
        code = f"{place + 1:010d}"
        owners[code] = Parent("原", "一郎", born, None, None, None)
        for seq, values in enumerate(members, 1):
            row = tuple((values | {"employee_code": code}).get(item) for item in FAMILY.linked_ids)
            right = checker.mark(TODAY) if marked and not checker.row_issues(row, TODAY) else None
            told = tuple(row[FAMILY.linked_ids.index(item)] for item in told_ids(FAMILY))
            records.append(Person(code, TODAY, "", "", row, right=right, member=seq, told=told))
    return Chosen(FAMILY, tuple(owners), tuple(records), owners)


def _plainly(chosen: Chosen) -> list[tuple[Person, Issue]]:
    found = []
    for code, records in chosen.by_person():
        together = group_issues(FAMILY, [record.row for record in records], chosen.parent(code))
        for place, record in enumerate(records):
            alone = link_checker(FAMILY).row_issues(record.row, TODAY)
            found += [(record, issue) for issue in [*alone, *(issue for at, issue in together if at == place)]]
    return found


@given(FAMILIES, st.booleans())
def test_the_same_is_found(families: list[tuple[str | None, list[dict[str, Value]]]], marked: bool) -> None:
    chosen = _chosen(families, marked)
    wanted = _plainly(chosen)
    checked = check_groups(chosen, TODAY, {})
    assert [(row.code, row.member, row.field, row.nx_data.split(": ")[-1]) for row in checked.error_rows] == [
        (record.code, record.member, issue.field, issue.sentence) for record, issue in wanted if blocks((issue,))]
    wrong = {record.code for record, issue in wanted if blocks((issue,))}
    assert checked.clean == tuple(record for record in chosen.records if record.code not in wrong)
    warned: dict[str, set[str]] = {}
    for record, issue in wanted:
        if not blocks((issue,)):
            warned.setdefault(issue.sentence, set()).add(record.code)
    assert [note for note in checked.warnings if note.endswith("名")] == [
        f"{sentence} {len(codes)}名" for sentence, codes in warned.items()]


def test_nearly_nobody_is_looked_at() -> None:
    twin: dict[str, Value] = {"last_name": "原", "first_name": "一太", "birth_date": "2001-02-03",
                              "relationship_code": "11", "hi_dependent": 1}
    chosen = _chosen([("1970-05-05", [twin]), ("1970-05-05", [twin, twin | {"first_name": "二太"}])], marked=True)
    columns = list(zip(*[record.told for record in chosen.records], strict=True))
    codes = [record.code for record in chosen.records]
    assert told_checker(FAMILY).group_suspects(codes, columns, chosen.parents_told) == {"0000000002"}
    assert check_groups(chosen, TODAY, {}).error_rows == ()
