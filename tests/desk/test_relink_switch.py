"""The 再登録 switch goes off by itself: after the families, at the end of the day; and it is never on in an older NX."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.relink import RelinkSwitch, TenantWarning
from nxdesk.desk.service_settings import Draft
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.versions import NxVersion


def test_it_is_on_since_the_day_it_was_registered(relinking: Session, program: Program) -> None:
    assert relinking.relink.on
    assert relinking.relink.since == program.desk.clock.today()
    assert relinking.run("family").relink


def test_registering_it_off_ends_it_and_the_passed_check_stays(relinking: Session, right_draft: Draft) -> None:
    relinking.service_settings.register(right_draft)
    assert not relinking.relink.on
    assert not relinking.run("employee").relink
    relinking.service_settings.register(replace(right_draft, relink=True))
    relinking.relink.switch_off()
    assert relinking.relink.since == ""
    assert relinking.service_settings.passed(relinking.service_settings.load())


def test_after_the_people_it_asks_and_after_the_families_it_is_off(relinking: Session) -> None:
    assert relinking.relink.after_run(EMPLOYEE) == "ask"
    assert relinking.relink.on
    assert relinking.relink.after_run(FAMILY) == "off"
    assert not relinking.relink.on
    assert relinking.relink.after_run(FAMILY) == ""


def test_the_next_day_it_is_off_and_that_is_said_once(relinking: Session, program: Program) -> None:
    clock = program.desk.clock
    began = clock.now()
    assert relinking.relink.expire() == ""
    assert not relinking.relink.over
    with clock.held(began + timedelta(days=1)):
        assert not relinking.relink.on
        assert relinking.relink.over
        assert not relinking.run("employee").relink
        assert not relinking.service_settings.load().relink
        said = relinking.relink.expire()
        assert began.strftime("%Y/%m/%d") in said
        assert relinking.relink.expire() == ""
        assert not relinking.relink.over
    assert not relinking.relink.on


def test_one_of_an_older_program_counts_from_today(relinking: Session, program: Program) -> None:
    program.masters.preferences.set("relink_since", "")
    assert relinking.relink.on
    assert relinking.relink.expire() == ""
    assert relinking.relink.since == program.desk.clock.today()


@pytest.mark.parametrize(("version", "there"), [("1.2.5.9", False), ("1.2.6.0", True), ("1.10.0.0", True)])
def test_it_exists_from_one_version_on(relinking: Session, program: Program, version: str, there: bool) -> None:
    switch = RelinkSwitch(program.masters, program.desk.clock, NxVersion.parse(version))
    assert (switch.available, switch.on) == (there, there)


def test_tenants_that_use_more_than_it_is_meant_for_are_warned(relinking: Session, program: Program) -> None:
    warning = TenantWarning(program.masters.preferences)
    assert warning.sentence(["年末調整", "Web明細", "雇用契約書"]) == ""
    assert "「電子申請」" in warning.sentence(["年末調整", "電子申請"], "one")
    warning.was_read("one")
    warning.was_read("one")
    assert warning.sentence(["電子申請"], "one") == ""
    assert warning.sentence(["電子申請"], "two")


def test_the_check_tells_the_tenants_services(relinking: Session, right_draft: Draft) -> None:
    assert "年末調整" in relinking.service_settings.check(right_draft).services
