"""A member who went and came again is another one than the one compared, whatever the way; then nothing is written."""

import pytest
from sqlalchemy import select

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.editing import Draft, Editor, Saved, save
from nxdesk.eamano.rules.restoring import preview, restore
from nxdesk.eamano.store.audit import Actor
from nxdesk.eamano.store.floors import set_floors
from nxdesk.eamano.store.tables import VERSION_FLOORS
from nxdesk.records.clock import Clock
from nxdesk.records.family import FAMILY
from tests.eamano.household import CHILD, WIFE
from tests.eamano.people import child, member, my_number
from tests.eamano.relinked import problem

ACTOR = Actor("人事 花子", "127.0.0.1", "r")


@pytest.fixture
def beside(service):
    """The service's rules on the same data, for what people do on the pages."""
    opened = open_service(service.data, Clock())
    yield opened
    opened.database.close()


def _child_goes_and_comes(home, **changes):
    home.family_again([member(home.number)])
    return home.family_again([member(home.number), child(home.number, **changes)])


def test_a_comparison_with_the_member_who_went_is_refused(home):
    shown, old = home.families.look(home.rows), home.id(CHILD)
    _child_goes_and_comes(home, address_city="変更後")
    assert problem(home.families.send(home.rows, shown).all()) == (409, "stale-version")
    now = home.inside.relative(home.code, CHILD)
    assert (now["address_city"], now["id"] != old, now["version"]) == ("変更後", True, 2)


def test_a_number_that_was_never_shown_is_not_deleted(home):
    nobodys = [None, None]
    shown = home.families.look(home.rows, numbers=nobodys)
    home.family_again([member(home.number)])
    home.family_again(numbers=[None, my_number(home.number)])
    assert problem(home.families.send(home.rows, shown, numbers=nobodys).all()) == (409, "stale-version")
    assert home.inside.number(home.code, home.id(CHILD)) == my_number(home.number)


def test_it_holds_however_often(home):
    looks = []
    for _ in range(3):
        looks.append(home.families.look(home.rows))
        _child_goes_and_comes(home)
    for shown in looks:
        assert problem(home.families.send(home.rows, shown).all()) == (409, "stale-version")
    assert home.inside.relative(home.code, CHILD)["version"] == 4


def test_a_listed_deletion_of_the_one_who_went_is_refused(home):
    shown = home.families.look([member(home.number)])
    _child_goes_and_comes(home)
    assert problem(home.families.send([member(home.number)], shown).all()) == (409, "unlisted-deletion")


def test_a_member_who_took_another_name_leaves_the_version_to_who_takes_the_old_one(home, beside):
    shown, old = home.families.look(home.rows), home.inside.relative(home.code, CHILD)
    saved = save(beside, Editor(1, ACTOR), FAMILY, home.code, old["id"], Draft(old["version"], {"first_name": "次郎"}))
    assert saved == Saved(old["id"], changed=True)
    home.family_again()
    now = home.inside.relative(home.code, CHILD)
    assert (now["id"] != old["id"], now["version"]) == (True, old["version"] + 1)
    assert problem(home.families.send(home.rows, shown).all()) == (409, "stale-version")


def test_a_member_who_takes_a_name_is_not_who_had_it_before(home, beside):
    home.family_again([member(home.number), child(home.number, occupation_code="5")])
    shown, seen = home.families.look(home.rows), home.inside.relative(home.code, CHILD)
    other = child(home.number, first_name="次郎")
    home.family_again([member(home.number), other])
    now = home.inside.relative(home.code, "次郎")
    assert (seen["version"], now["version"]) == (2, 1)
    save(beside, Editor(1, ACTOR), FAMILY, home.code, now["id"], Draft(1, {"first_name": CHILD}))
    assert problem(home.families.send(home.rows, shown).all()) == (409, "stale-version")


def test_a_name_that_going_back_took_away_again(home, beside):
    wife = home.inside.relative(home.code, WIFE)
    save(beside, Editor(1, ACTOR), FAMILY, home.code, wife["id"], Draft(wife["version"], {"first_name": "桃子"}))
    run = int(beside_head(beside).partition(":")[0])
    peach = [member(home.number, first_name="桃子"), child(home.number)]
    shown = home.families.look(peach)
    restore(beside, 1, run, ACTOR, preview(beside, 1, run).seen)
    home.family_again(peach)
    peach = [member(home.number, first_name="桃子", occupation_code="5"), child(home.number)]
    home.family_again(peach)
    assert problem(home.families.send(peach, shown).all()) == (409, "stale-version")


def beside_head(service):
    from nxdesk.eamano.store.audit import Audit
    with service.database.read() as connection:
        return Audit(service.database, connection, 1).head_text()


def test_a_floor_is_never_lowered(beside):
    with beside.database.write() as connection:
        row = {"employee_code": "0000000001", "match_key": "x"}
        for version in (5, 2):
            set_floors(connection, 1, "family", [{**row, "version": version}])
        assert connection.execute(select(VERSION_FLOORS.c.version).where(
            VERSION_FLOORS.c.key == "0000000001\x1fx")).scalars().all() == [5]
