"""扶養追加 and 扶養削除 on the pages: allowed and refused by the member's present flag, which they then change."""

import re

import pytest

from nxdesk.records.digests import row_digest
from nxdesk.records.family import FAMILY
from tests.eamano.browser import NO_FILE, beside, filled, members, shown
from tests.eamano.people import person
from tests.eamano.service import Registration, batch
from tests.eamano.store_look import audit, record

CHILD = {"last_name": "伊藤", "first_name": "太郎", "last_name_kana": "イトウ", "first_name_kana": "タロウ",
         "birth_date": "2012/7/7", "relationship_code": "11"}
ADD = {"hi_dependent_from": "2020/4/1", "hi_dependent_reason": "moved_in", "occupation_code": "4"}
REMOVE = {"hi_dependent_to": "2020/5/1", "hi_dependent_end_reason": "hired"}
REFUSED_ADD = "健康保険被扶養者が「有」の家族です。扶養追加手続きは行えません（扶養削除手続きは行えます）。(NXD_E_02)"
REFUSED_REMOVE = "健康保険被扶養者が「無」の家族です。扶養削除手続きは行えません（扶養追加手続きは行えます）。(NXD_E_03)"


@pytest.fixture
def code(api, first, browser) -> str:
    assert Registration(api, [batch([person(first), person(first + 1)])]).all().ok
    browser.log_in("hr")
    return f"{first:010d}"


@pytest.fixture
def put(browser, code):
    """Adds the child with a flag; answers the id."""
    def add(flag: str = "", **changes: str) -> int:
        browser.edit(f"/hr/employees/{code}/family/new", **(CHILD | {"hi_dependent": flag} | changes))
        return list(members(browser.get(f"/hr/employees/{code}").text).values())[-1]
    return add


def form_of(which: str, code: str, member: int) -> str:
    return f"/hr/dependents/{which}/{code}/{member}"


@pytest.mark.parametrize("flag", ["", "0"])
def test_adding_sets_flag_day_and_reason(browser, service, code, put, flag):
    child = put(flag, hi_dependent_to="2019/1/1", hi_dependent_end_reason="other")
    page = browser.edit(form_of("add", code, child), **ADD)
    assert "扶養追加手続きを登録しました。" in page.text
    assert shown(page.text)["健康保険被扶養者"] == "有"
    after = record(service.data, code, child)
    assert {item: after[item] for item in ("hi_dependent", "hi_dependent_from", "hi_dependent_reason",
                                           "hi_dependent_to", "hi_dependent_end_reason", "version")} == {
        "hi_dependent": 1, "hi_dependent_from": "2020-04-01", "hi_dependent_reason": "moved_in",
        "hi_dependent_to": None, "hi_dependent_end_reason": None, "version": 2}
    assert after["digest"] == row_digest([after[item] for item in FAMILY.linked_ids])
    action, target, changes = audit(service.data, code)[-1]
    assert (action, target) == ("扶養追加手続き", f"{code}/家族 {child}")
    assert changes["hi_dependent"] == [int(flag) if flag else None, 1]


def test_removing_sets_flag_day_and_reason(browser, service, code, put):
    child = put("1", hi_dependent_from="2019/4/1")
    page = browser.edit(form_of("remove", code, child), **REMOVE)
    assert "扶養削除手続きを登録しました。" in page.text
    after = record(service.data, code, child)
    assert (after["hi_dependent"], after["hi_dependent_from"], after["hi_dependent_to"],
            after["hi_dependent_end_reason"]) == (0, "2019-04-01", "2020-05-01", "hired")
    assert audit(service.data, code)[-1][0] == "扶養削除手続き"


@pytest.mark.parametrize(("which", "flag", "sentence"), [
    ("add", "1", REFUSED_ADD), ("remove", "0", REFUSED_REMOVE), ("remove", "", REFUSED_REMOVE)])
def test_the_flag_refuses(browser, service, code, put, which, flag, sentence):
    child = put(flag)
    other = {"add": "remove", "remove": "add"}[which]
    fields = browser.form(form_of(other, code, child)) | (ADD if which == "add" else REMOVE)
    listed = browser.get(f"/hr/dependents/{which}/{code}").text
    for page in (browser.get(form_of(which, code, child)), browser.send(form_of(which, code, child), fields)):
        assert page.status_code == 422
        assert sentence in page.text
    assert sentence in listed
    assert f'id="hr-do-{child}"' not in listed
    assert f'id="hr-do-{child}"' in browser.get(f"/hr/dependents/{other}/{code}").text
    assert record(service.data, code, child)["version"] == 1


def test_the_procedures_turn_into_each_other(browser, code, put):
    child = put("0")
    browser.edit(form_of("add", code, child), **ADD)
    assert browser.get(form_of("add", code, child)).status_code == 422
    browser.edit(form_of("remove", code, child), **REMOVE)
    assert browser.get(form_of("remove", code, child)).status_code == 422
    again = filled(browser.get(form_of("add", code, child)).text)
    assert (again["hi_dependent_from"], again["hi_dependent_reason"]) == ("", "")


@pytest.mark.parametrize(("which", "changes", "item", "code_said"), [
    ("add", {"hi_dependent_from": ""}, "hi_dependent_from", "NXD_K_01"),
    ("add", {"hi_dependent_reason": ""}, "hi_dependent_reason", "NXD_K_01"),
    ("add", {"hi_dependent_from": "2020/2/30"}, "hi_dependent_from", "NXD_K_03"),
    ("add", {"hi_dependent_from": "2012/7/6"}, "hi_dependent_from", "NXD_E_05"),
    ("add", {"hi_dependent_from": "2199/1/1"}, "hi_dependent_from", "NXD_E_10"),
    ("add", {"hi_dependent_reason": "marriage"}, "hi_dependent_reason", "NXD_E_04"),
    ("add", {"hi_dependent_reason": "x"}, "hi_dependent_reason", "NXD_K_07"),
    ("add", {"shaho_annual_income": "-1"}, "shaho_annual_income", "NXD_K_05"),
    ("remove", {"hi_dependent_end_reason": "divorce"}, "hi_dependent_end_reason", "NXD_E_04"),
    ("remove", {"hi_dependent_end_reason": "death"}, "death_date", "NXD_E_07"),
    ("remove", {"hi_dependent_to": "2019/3/31"}, "hi_dependent_to", "NXD_E_06")])
def test_what_does_not_fit_is_said_beside_the_item(browser, service, code, put, which, changes, item, code_said):
    child = put("1" if which == "remove" else "0", hi_dependent_from="2019/4/1" if which == "remove" else "")
    page = browser.edit(form_of(which, code, child), **((ADD if which == "add" else REMOVE) | changes))
    assert page.status_code == 422
    assert beside(page.text, item).endswith(f"({code_said})")
    assert filled(page.text)[item] == changes.get(item, "")
    assert record(service.data, code, child)["version"] == 1


def test_reasons_are_those_of_the_relationship(browser, code, put):
    spouse = put("", relationship_code="02")
    page = browser.get(form_of("add", code, spouse)).text
    assert "婚姻" in page
    assert "出生" not in page
    child = put("", first_name="次郎")
    page = browser.get(form_of("add", code, child)).text
    assert "婚姻" not in page
    assert "出生" in page


def test_a_form_of_an_earlier_state_is_not_written(browser, service, code, put):
    child = put("0")
    fields = browser.form(form_of("add", code, child)) | ADD
    browser.edit(f"/hr/employees/{code}/family/{child}/edit", gender="male", occupation_code="5")
    page = browser.send(form_of("add", code, child), fields)
    assert page.status_code == 409
    assert "ほかの操作でこのデータが変更されました" in page.text
    assert record(service.data, code, child)["hi_dependent"] == 0


def test_only_items_of_the_procedure_are_changed(browser, service, code, put):
    child = put("0")
    browser.edit(form_of("add", code, child), **ADD, last_name="偽", hi_dependent="0", tax_dependent="not", version="9")
    after = record(service.data, code, child)
    assert (after["last_name"], after["hi_dependent"], after["tax_dependent"], after["version"]) == ("伊藤", 1, None, 2)


def test_people_are_found_and_strangers_are_not(browser, code, put, first):
    child = put("0")
    page = browser.get(f"/hr/dependents/add?q={code}").text
    assert re.search(rf'id="hr-choose-{code}" href="/hr/dependents/add/{code}"', page)
    assert "条件に合う従業員はいません。" in browser.get("/hr/dependents/add?q=不明な人").text
    for path in ("/hr/dependents/add/9999999999", form_of("add", f"{first + 1:010d}", child),
                 form_of("add", code, 2**40), "/hr/dependents/change"):
        assert browser.get(path).status_code in (404, 422)
    fields = browser.form(form_of("add", code, child)) | ADD
    assert browser.send(form_of("add", f"{first + 1:010d}", child), fields).status_code == 404


def test_forged_forms_are_refused(browser, service, code, put):
    child = put("0")
    path = form_of("add", code, child)
    fields = browser.form(path) | ADD
    assert browser.send(path, fields | {"form_token": "0" * 64}).status_code == 422
    crossed = browser.session.post(browser.url + path, data=fields, files={"photo": NO_FILE}, timeout=20,
                                   headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 422
    assert record(service.data, code, child)["version"] == 1


@pytest.mark.parametrize(("member_of", "typed", "limit"), [
    ({}, {"shaho_annual_income": "1,299,999"}, ""), ({}, {"shaho_annual_income": "1,300,000"}, "1,300,000"),
    ({}, {"shaho_monthly_income": "108,334"}, "1,300,000"),
    ({"birth_date": "1955/4/1", "relationship_code": "21"}, {"shaho_annual_income": "1,300,000"}, ""),
    ({"birth_date": "1955/4/1", "relationship_code": "21"}, {"shaho_annual_income": "1,800,000"}, "1,800,000"),
    ({"disability_class": "1"}, {"shaho_annual_income": "1,799,999"}, ""),
    ({"birth_date": "2005/1/1"}, {"shaho_annual_income": "1,499,999", "hi_dependent_from": "2025/10/1"}, ""),
    ({"birth_date": "2005/1/1"}, {"shaho_annual_income": "1,499,999", "hi_dependent_from": "2025/9/30"}, "1,300,000"),
    ({"birth_date": "2002/1/1"}, {"shaho_annual_income": "1,499,999", "hi_dependent_from": "2025/10/1"}, "1,300,000"),
    ({"birth_date": "2005/1/1", "relationship_code": "02"},
     {"shaho_annual_income": "1,499,999", "hi_dependent_from": "2025/10/1", "hi_dependent_reason": "marriage"},
     "1,300,000")])
def test_high_incomes_are_warned_of(browser, code, put, member_of, typed, limit):
    page = browser.edit(form_of("add", code, put("0", **member_of)), **(ADD | typed))
    assert "扶養追加手続きを登録しました。" in page.text, page.text
    assert ("(NXD_E_11)" in page.text) is bool(limit)
    assert f"扶養の基準（年間{limit}円未満）" in page.text or not limit
