"""What is told before and after a re-registration: dry run, outcome, digests, records of families."""

from nxdesk.records.digests import row_digest
from tests.eamano.household import CHILD, WIFE
from tests.eamano.people import FAMILY_FIELDS, child, member, my_number, person, png
from tests.eamano.relinked import Nx


def test_what_changes_nothing_leaves_no_trace(home):
    before = home.inside.dump()
    shown, outcome = home.again()
    assert shown.records[0]["effects"] == []
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (0, 1, 0)
    assert home.inside.audit(outcome["run"]) == {}
    _, outcome = home.family_again()
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (0, 2, 0)
    assert home.inside.audit(outcome["run"]) == {}
    after = home.inside.dump()
    assert {name for name in before if before[name] != after[name]} == {
        "registrations", "staged_batches", "audit_runs", "audit_heads"}


def test_a_repeated_commit_is_harmless(home):
    shown = home.families.look([member(home.number)])
    registration = home.families.send([member(home.number)], shown)
    outcome = registration.all().json()
    before = home.inside.dump()
    for step in (registration.open(), *registration.stage(), registration.commit()):
        assert step.json() == outcome | {"replayed": True}
    assert home.inside.dump() == before


def test_the_outcome_tells_where_the_audit_log_ends(home):
    _, outcome = home.again(position="係長")
    run, seq, digest = outcome["audit_head"].split(":")
    [(_, *head)] = [row for row in home.inside.dump()["audit_heads"] if row[0] == 1]
    assert [int(run), int(seq), digest] == head[:3]
    assert int(run) == outcome["run"]


def test_versions_of_those_who_change_go_up_and_digests_agree_with_nx(home):
    rows = [member(home.number, occupation_code="1"), child(home.number)]
    home.family_again(rows)
    answer = home.nx.api("POST", "/v1/family/lookup", {"codes": [home.code, "9999999999"]}).json()["rows"]
    assert [row[:3] + row[4:] for row in answer] == [
        [home.code, 2, row_digest(rows[0]), home.id(WIFE)], [home.code, 1, row_digest(rows[1]), home.id(CHILD)]]


def test_a_class_of_disability_that_stays_shows_in_the_digest(home):
    home.again(disability_class=2)
    home.again(disability_class=0)
    record = home.inside.employee(home.code)
    assert (record["disability_recognized"], record["disability_class"]) == (0, 2)
    assert record["digest"] == row_digest(person(home.number, disability_class=2))


def test_pages_of_families_never_part_a_person(home, first):
    numbers = [first + n for n in range(1, 4)]
    Nx(home.nx.api, relink=False).register([person(number) for number in numbers])
    Nx(home.nx.api, "family", relink=False).register([row for n in numbers for row in (member(n), child(n))])
    for limit, sizes in ((1, [2, 2, 2]), (3, [2, 2, 2]), (4, [4, 2]), (5, [4, 2])):
        cursor: str | None = f"{first:010d}"
        found: list[int] = []
        while cursor is not None and len(found) < len(sizes):
            page = home.nx.api("GET", f"/v1/family/digests?limit={limit}&cursor={cursor}").json()
            found.append(len([row for row in page["rows"] if row[0] <= f"{first + 3:010d}"]))
            cursor = page["next"]
        assert found == sizes
    page = home.nx.api("GET", f"/v1/family?codes={first + 1:010d},{first + 2:010d}&limit=3").json()
    assert page["fields"][-4:] == ["member", "version", "digest", "updated_at"]
    assert [row[page["fields"].index("first_name")] for row in page["rows"]] == [WIFE, CHILD]
    assert page["next"] == f"{first + 1:010d}"


def test_the_dry_run_names_what_only_e_amano_knows_of_new_records(home, first):
    code = f"{first + 1:010d}"
    shown = home.nx.look([person(first + 1, disability_class=2)], numbers=[my_number(1)], photos={code: png()})
    assert shown.records[0]["verdict"] == "new"
    assert shown.effects() == {
        "lives_abroad": ["固定値", None, 0, "③-3"], "ei_employment_type": ["固定値", None, "7", "④-7"],
        "ei_occupation": ["固定値", None, "1", "④-8"], "no_pension_no_reason": ["固定値", None, "--", "④-9"],
        "commute_one_way_fare": ["固定値", None, 0, "④-10"], "disability_recognized": ["固定値", None, 1, "③-10"],
        "disability_cert_type": ["固定値", None, "9", "③-10"], "ei_no_held": ["新規", None, 0, "③-2"],
        "my_number": ["新規", None, "あり", "③-7"], "photo": ["新規", None, "あり", "③-5"]}
    shown = home.families.look([*home.rows, member(home.number, first_name="母", relationship_code="22")])
    assert shown.records[2]["verdict"] == "new"
    assert set(shown.effects(2)) == {"school_year", "shaho_annual_income", "shaho_monthly_income",
                                                  "disability_recognized"}


def test_the_full_dry_run_also_says_what_stays(home):
    effects = home.nx.look([person(home.number)], full=True).effects()
    assert effects["effective_from"] == ["維持", None, None, "③-11"]
    assert effects["my_number"] == ["維持", None, None, "③-9"]
    assert effects["ei_occupation"] == ["固定値", "1", "1", "④-8"]
    assert effects["last_name"] == ["維持", "伊藤", "伊藤", "③-2"]


def test_a_change_of_name_is_suspected(home):
    rows = [member(home.number, last_name="佐藤"), child(home.number)]
    shown = home.families.look(rows)
    [gone] = shown.deletions
    assert (gone["member"], gone["near"]) == (home.id(WIFE), 0)
    assert [record["verdict"] for record in shown.records] == ["new", "relink"]


def test_people_without_rows_lose_their_family_only_when_listed(home):
    shown = home.families.look([], people=[home.code])
    assert [gone["name"] for gone in shown.deletions] == ["伊藤 花子 妻", "伊藤 太郎 子(実子・養子)"]
    _, outcome = home.family_again([])
    assert (outcome["people"], outcome["deleted"]) == (1, 2)
    assert home.inside.records("family", home.code) == []


def test_nobody_is_deleted_for_people_with_errors(home):
    shown = home.families.look([member(home.number, birth_date=None)])
    assert [record["verdict"] for record in shown.records] == ["error"]
    assert shown.deletions == []


def test_items_that_are_not_named_stay(home):
    fields = [name for name in FAMILY_FIELDS if name != "occupation_code"]
    rows = [[value for name, value in zip(FAMILY_FIELDS, row, strict=True) if name in fields] for row in home.rows]
    shown = home.families.look(home.rows)
    outcome = home.families.send(rows, shown, fields=fields).all()
    assert outcome.ok, outcome.text
    assert home.inside.relative(home.code, WIFE)["occupation_code"] == "2"
