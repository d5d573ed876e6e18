"""Every procedure once accepted and once refused in a real browser, with the keyboard where a form is filled in."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from nxdesk.cases.browser import Browser as Chromium
from tests.eamano.browser import Browser
from tests.eamano.chromium import focus, opened, pages, press
from tests.eamano.people import person
from tests.eamano.service import Api, Registration, Running, batch, new_id
from tests.eamano.store_look import record, rows

__all__ = ["opened", "pages"]
CODE, OTHER = "0000000101", "0000000102"
PERSON = {"address_kana": "トウキョウト シブヤク", "hire_date": "2020-04-01", "shaho_enrolled": None, "tax_class": "kou",
          "address_city": "渋谷区"}
OFFICE = {"office_pref": "東京都", "office_area": "22", "office_symbol": "アイウ", "office_no": "12345"}
CHILD = {"last_name": "伊藤", "first_name": "太郎", "last_name_kana": "イトウ", "first_name_kana": "タロウ",
         "birth_date": "2012/7/7", "relationship_code": "11", "hi_dependent": "0"}


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Running]:
    service = Running(tmp_path_factory.mktemp("procedures") / "data")
    with Api(service.url, new_id(service.data)) as api:
        assert Registration(api, [batch([person(101, **PERSON), person(102, **PERSON)])]).all().ok
    staff = Browser(service.url)
    staff.log_in("hr")
    for code in (CODE, OTHER):
        new = f"/hr/employees/{code}/family/new"
        staff.send(new, staff.form(new) | CHILD)
    staff.session.close()
    yield service
    assert service.stop() == 0


def fill(pages: Chromium, **typed: str) -> None:
    """Type into inputs and take entries of lists, by their words."""
    for name, words in typed.items():
        tag = str(pages._driver.execute_script("return document.getElementById(arguments[0]).tagName", f"edit-{name}"))
        (pages.choose if tag == "SELECT" else pages.type)(f"edit-{name}", words)


def child_of(running: Running, code: str) -> int:
    (found,) = rows(running.data, "SELECT id FROM family WHERE employee_code = ?", code)
    return int(found["id"])


def step(pages: Chromium, after: str) -> None:
    pages.click(f"hr-step-{after}")
    pages.click("hr-step-now")
    assert pages.text("hr-message") == "状態を変更しました。"


def test_dependents_are_added_and_removed_by_the_flag(pages, running):
    member = child_of(running, CODE)
    pages.follow("扶養追加")
    pages.type("hr-search", CODE)
    press(pages, Keys.ENTER)
    pages.click(f"hr-choose-{CODE}")
    pages.click(f"hr-do-{member}")
    pages.appears("edit-hi_dependent_from")
    assert "現在の健康保険被扶養者: 無" in pages.text("hr-notes")
    pages._driver.execute_script("document.getElementById('edit-hi_dependent_from').focus()")
    press(pages, "2020/4/1", Keys.TAB)
    assert focus(pages) == "edit-hi_dependent_reason"
    press(pages, "同居", Keys.TAB, Keys.ENTER)
    if focus(pages) == "edit-occupation_code":
        pages.click("hr-save")
    assert "扶養追加手続きを登録しました。" in pages.text("hr-message")
    assert record(running.data, CODE, member)["hi_dependent"] == 1
    # Once more: refused in words.
    pages.open(f"{running.url}/hr/dependents/add/{CODE}/{member}")
    assert pages.text("hr-error") == (
        "健康保険被扶養者が「有」の家族です。扶養追加手続きは行えません（扶養削除手続きは行えます）。(NXD_E_02)")
    pages.follow("扶養削除")
    pages.click(f"hr-choose-{CODE}")
    pages.click(f"hr-do-{member}")
    fill(pages, hi_dependent_to="2020/5/1", hi_dependent_end_reason="就職・収入増加")
    pages.click("hr-save")
    assert "扶養削除手続きを登録しました。" in pages.text("hr-message")
    assert record(running.data, CODE, member)["hi_dependent"] == 0
    pages.open(f"{running.url}/hr/dependents/remove/{CODE}")
    assert pages.text(f"hr-refused-{member}").startswith("健康保険被扶養者が「無」の家族です。")


def test_an_invited_person_enters_the_own_data(pages, running):
    pages.follow("入社手続き")
    pages.click("hr-invite")
    pages.click(f"hr-choose-{CODE}")
    pages.click("hr-invite-now")
    assert pages.text("hr-error") == "新卒か中途採用かを選択してください。"
    pages.choose("hr-entry", "新卒")
    pages.click("hr-invite-now")
    assert "招待しました。" in pages.text("hr-message")
    page, link = str(pages._driver.current_url).partition("?")[0], pages.text("hr-link")
    pages.open(link)
    assert pages.text("edit-ei_insured_no") == ""
    fill(pages, mobile_phone="090-1234-5678", ei_insured_no="1234-567890-1")
    pages.click("join-submit")
    pages.appears("join-error")
    assert focus(pages) == "join-error"
    assert pages.text("edit-ei_insured_no-error").startswith("新卒の方は、雇用保険被保険者番号を空欄のまま提出してください。")
    fill(pages, ei_insured_no="")
    pages.click("join-submit")
    assert pages.text("join-done").startswith("提出しました。")
    pages.open(page)
    assert ("携帯電話番号", "—", "090-1234-5678") in pages.rows("hr-entered")
    pages.click("hr-accept")
    assert pages.text("hr-message") == "入力された内容を従業員の情報に登録しました。"
    assert record(running.data, CODE)["mobile_phone"] == "090-1234-5678"
    pages.click("hr-acquisition")
    assert pages.text("edit-acquired_on") == "2020/04/01"


def test_a_withdrawn_invitation_is_refused(pages, running):
    pages.open(f"{running.url}/hr/joining/new/{OTHER}")
    pages.choose("hr-entry", "中途採用")
    pages.click("hr-invite-now")
    link = pages.text("hr-link")
    pages.click("hr-withdraw")
    assert "招待を取り消しました。" in pages.text("hr-message")
    pages.open(link)
    assert pages.text("join-closed") == "この招待は使えません。人事担当者に連絡してください。"


def test_acquisition_and_loss_go_their_way(pages, running):
    pages.open(f"{running.url}/hr/filings/shaho_loss/new/{CODE}")
    fill(pages, **OFFICE, loss_cause="退職等", left_on="2020/5/31", pension_a="1234", pension_b="123456")
    pages.click("hr-save")
    pages.appears("hr-error")
    assert focus(pages) == "hr-error"
    assert "(NXD_VL_09)" in pages.text("edit-lost_on-error")
    pages.open(f"{running.url}/hr/filings/shaho_acq/new/{CODE}")
    fill(pages, **OFFICE, acquisition_kind="健保・厚年", has_dependents="無", pay_currency="100", pay_in_kind="0")
    pages.click("hr-save")
    assert "(NXD_VA_04)" in pages.text("edit-pay_total-error")
    fill(pages, pay_currency="300,000")
    pages.click("hr-save")
    assert pages.text("hr-message") == "登録しました。"
    for after in ("filed", "reviewing", "done"):
        step(pages, after)
    assert pages.text("hr-state") == "完了"
    assert pages.text("hr-arrival").startswith("到達番号 ")
    assert record(running.data, CODE)["shaho_acquired_on"] == "2020-04-01"
    pages.open(f"{running.url}/hr/filings/shaho_loss/new/{CODE}")
    fill(pages, **OFFICE, loss_cause="退職等", left_on="2020/5/31", pension_a="1234", pension_b="123456")
    pages.click("hr-save")
    for after in ("filed", "reviewing", "returned"):
        step(pages, after)
    assert pages.text("hr-state") == "返戻"
    pages.click("hr-edit")
    fill(pages, remark="訂正")
    pages.click("hr-save")
    assert pages.text("hr-message") == "変更を登録しました。"


def test_a_declaration_is_fixed_and_then_refuses_changes(pages, running):
    pages.follow("申告の一覧")
    pages.click("hr-new")
    pages.click(f"hr-choose-{CODE}")
    fill(pages, year="2020")
    pages.click("hr-save")
    pages.click("hr-add-insurance")
    fill(pages, type="生命保険料", category="地震保険", new_or_old="対象外", company_name="練習生命", amount="1,000")
    pages.click("hr-save")
    assert "(NXD_VY_04)" in pages.text("edit-category-error")
    fill(pages, category="一般の生命保険", new_or_old="新")
    pages.click("hr-save")
    assert pages.rows("hr-part-insurance")[0][:3] == ("生命保険料", "一般の生命保険", "新")
    edit = f"{pages._driver.current_url}".partition("?")[0] + "/edit"
    for after in ("in_employee_progress", "submitted", "fixed"):
        step(pages, after)
    assert pages.text("hr-state") == "確定"
    pages.open(edit)
    assert "状態が「確定」のため変更できません。" in pages.text("hr-error")
    pages.click("hr-cancel")
    step(pages, "submitted")
    pages.appears("hr-add-insurance")


def test_every_input_has_its_label_and_nothing_is_cut(pages, running):
    member = child_of(running, OTHER)
    paths = ("/hr/employees", f"/hr/employees/{OTHER}", "/hr/employees/new", "/hr/dependents/add",
             f"/hr/dependents/add/{OTHER}", f"/hr/dependents/add/{OTHER}/{member}", "/hr/joining",
             f"/hr/joining/new/{OTHER}", "/hr/filings/shaho_acq", f"/hr/filings/shaho_acq/new/{OTHER}",
             "/hr/filings/rishoku", "/hr/filings/hr_code", "/hr/declarations/yea", f"/hr/declarations/yea/new/{OTHER}")
    for path in paths:
        pages.open(running.url + path)
        unlabelled, width = pages._driver.execute_script(
            "return [[...document.querySelectorAll('main input:not([type=hidden]), main select')]"
            ".filter(one => !one.labels.length && !one.getAttribute('aria-label')).map(one => one.id),"
            " document.documentElement.scrollWidth - innerWidth]")
        assert (path, unlabelled, max(width, 0)) == (path, [], 0)


