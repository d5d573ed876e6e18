"""招待 and 入社手続き: the link, the manual's rules for the employment-insurance number, what becomes of what is entered."""

import re
from html import unescape

import pytest

from nxdesk.records.digests import row_digest
from nxdesk.records.employee import EMPLOYEE
from tests.eamano.browser import NO_FILE, Browser, beside, filled
from tests.eamano.people import person
from tests.eamano.service import Registration, batch
from tests.eamano.store_look import audit, everything, record, rows

NUMBER = "1234-567890-1"
ENTERED = {"zip": "150-0001", "mobile_phone": "090-1234-5678", "emergency_name": "伊藤 母",
           "basic_pension_no_a": "4321", "basic_pension_no_b": "987654"}
NEW = {"employee_code": "", "last_name": "新井", "first_name": "新子", "last_name_kana": "アライ", "first_name_kana": "シンコ",
       "birth_date": "2002/5/5", "company_email": "arai@example.co.jp", "hire_date": "2025/4/1"}


@pytest.fixture
def code(api, first, browser) -> str:
    """Somebody whose number NX has sent along."""
    assert Registration(api, [batch([person(first, ei_insured_no=NUMBER), person(first + 1)])]).all().ok
    browser.log_in("hr")
    return f"{first:010d}"


@pytest.fixture
def nobody(service):
    """A browser that nobody has logged in with."""
    made = Browser(service.url)
    yield made
    made.session.close()


def invite(browser: Browser, code: str, entry: str = "mid_career", **more: str) -> tuple[str, str]:
    """Answers the invitation's page and the path of its link."""
    path = f"/hr/joining/new/{code}"
    page = browser.post(path, **(filled(browser.get(path).text) | {"entry": entry} | more))
    assert "招待しました。" in page.text, page.text
    link = re.search(r'id="hr-link">([^<]+)<', page.text)
    assert link
    assert unescape(link[1]).startswith(f"{browser.url}/join/")
    return page.url.removeprefix(browser.url).partition("?")[0], link[1].removeprefix(browser.url)


def step(browser: Browser, page: str, name: str, **more: str):
    token = browser.token("/hr/joining/new")
    version = re.search(r'name="seen_version" value="(\d+)"', browser.get(page).text)
    seen = {"seen_version": version[1]} if version else {}
    return browser.post(f"{page}/{name}", token, **seen, **more)


def test_what_is_entered_lands_in_the_record(browser, service, nobody, code):
    page, link = invite(browser, code)
    form = nobody.form(link)
    assert (form["last_name"], form["ei_insured_no"], form["basic_pension_no_a"]) == ("伊藤", "", "")
    sent = nobody.send(link, form | ENTERED | {"ei_insured_no": "98765432109"})
    assert "提出しました。" in sent.text
    assert record(service.data, code)["zip"] == "123-4567"
    compared = browser.get(page).text
    assert "9876-543210-9" in compared
    done = step(browser, page, "accept")
    assert "入力された内容を従業員の情報に登録しました。" in done.text
    after = record(service.data, code)
    assert {item: after[item] for item in (*ENTERED, "ei_insured_no", "last_name", "version")} == {
        **ENTERED, "ei_insured_no": "9876-543210-9", "last_name": "伊藤", "version": 2}
    assert after["digest"] == row_digest([after[item] for item in EMPLOYEE.linked_ids])
    actions = [action for action, _, _ in audit(service.data, code)]
    assert actions[-4:] == ["入社手続きの招待", "入社手続きの入力（本人）", "入社手続き", "入社手続き"]
    told = next(changes for action, _, changes in audit(service.data, code) if "zip" in changes and action == "入社手続き")
    assert told["zip"] == ["123-4567", "150-0001"]
    assert told["basic_pension_no_b"] == [None, "●"]
    (kept,) = rows(service.data, "SELECT * FROM invitations WHERE employee_code = ?", code)
    assert (kept["state"], kept["sealed"]) == ("accepted", None)
    assert "入社手続きは完了しています。" in nobody.get(link).text
    assert "入社手続きに招待" in browser.get(f"/hr/employees/{code}").text


@pytest.mark.parametrize(("entry", "held", "shown_number"), [
    ("new_graduate", "", ""), ("new_graduate", "0", ""), ("mid_career", "", ""), ("mid_career", "0", ""),
    ("mid_career", "1", NUMBER), ("new_graduate", "1", NUMBER)])
def test_the_number_is_filled_in_only_where_it_is_held(browser, nobody, code, entry, held, shown_number):
    browser.edit(f"/hr/employees/{code}/edit", ei_no_held=held)
    _, link = invite(browser, code, entry)
    assert nobody.form(link)["ei_insured_no"] == shown_number


def test_new_graduates_hand_in_a_blank(browser, service, nobody, code):
    page, link = invite(browser, code, "new_graduate")
    assert "新卒の方は空欄のまま提出してください。" in nobody.get(link).text
    refused = nobody.edit(link, ei_insured_no="98765432109")
    assert refused.status_code == 422
    assert beside(refused.text, "ei_insured_no") == (
        "新卒の方は、雇用保険被保険者番号を空欄のまま提出してください。(NXD_E_08)")
    assert "提出しました。" in nobody.edit(link).text
    step(browser, page, "accept")
    # A blank that answers a blank takes nothing away.
    assert record(service.data, code)["ei_insured_no"] == NUMBER


def test_a_held_number_can_be_corrected_and_taken_away(browser, service, nobody, code):
    browser.edit(f"/hr/employees/{code}/edit", ei_no_held="1")
    page, link = invite(browser, code)
    nobody.edit(link, ei_insured_no="")
    step(browser, page, "accept")
    assert record(service.data, code)["ei_insured_no"] is None


@pytest.mark.parametrize(("item", "typed", "said"), [
    ("last_name", "", "NXD_K_01"), ("ei_insured_no", "12", "NXD_VE_07"), ("zip", "1", "NXD_K_09"),
    ("birth_date", "2020/2/30", "NXD_K_03"), ("basic_pension_no_a", "1234", "")])
def test_what_does_not_fit_is_said_to_the_invited(browser, service, nobody, code, item, typed, said):
    _, link = invite(browser, code)
    refused = nobody.edit(link, **{item: typed})
    assert refused.status_code == 422
    assert beside(refused.text, item if said else "basic_pension_no_b").endswith(f"({said or 'NXD_VE_07B'})")
    assert filled(refused.text)[item] == typed
    assert rows(service.data, "SELECT state FROM invitations WHERE employee_code = ?", code) == [{"state": "invited"}]


def test_what_was_handed_in_can_be_given_back(browser, nobody, code):
    page, link = invite(browser, code)
    nobody.edit(link, mobile_phone="090-1")
    assert "差戻しの理由を" in step(browser, page, "returned", note="").text
    assert "差し戻しました。" in step(browser, page, "returned", note="<b>電話番号</b>を確認してください").text
    again = nobody.get(link).text
    assert "人事担当者から: &lt;b&gt;電話番号&lt;/b&gt;を確認してください" in again
    assert "提出しました。" in nobody.edit(link, mobile_phone="090-2").text
    assert "090-2" in browser.get(page).text


def test_a_withdrawn_link_takes_nothing(browser, service, nobody, code):
    page, link = invite(browser, code)
    form = nobody.form(link) | ENTERED
    nobody.send(link, form)
    assert "招待を取り消しました。" in step(browser, page, "withdrawn").text
    assert "この招待は使えません。" in nobody.get(link).text
    assert "この招待は使えません。" in nobody.send(link, form).text
    (kept,) = rows(service.data, "SELECT * FROM invitations WHERE employee_code = ?", code)
    assert kept["sealed"] is None
    for name in ("accept", "returned", "withdrawn"):
        assert step(browser, page, name, note="x").status_code == 409
    assert record(service.data, code)["version"] == 1


def test_a_second_invitation_ends_the_first(browser, nobody, code):
    _, first_link = invite(browser, code)
    _, link = invite(browser, code)
    assert "この招待は使えません。" in nobody.get(first_link).text
    assert "提出する" in nobody.get(link).text


def test_a_record_that_changed_meanwhile_is_looked_at_again(browser, service, nobody, code):
    page, link = invite(browser, code)
    nobody.edit(link, **ENTERED)
    version = record(service.data, code)["version"]
    browser.edit(f"/hr/employees/{code}/edit", position="部長")
    token = browser.token("/hr/joining/new")
    late = browser.post(f"{page}/accept", token, seen_version=str(version))
    assert late.status_code == 409
    assert record(service.data, code)["zip"] == "123-4567"
    assert step(browser, page, "accept").ok


def test_invitations_need_an_entry_and_a_day_to_come(browser, code):
    path = f"/hr/joining/new/{code}"
    for wrong in ({"entry": ""}, {"entry": "other"}, {"entry": "mid_career", "expires": ""},
                  {"entry": "mid_career", "expires": "2001-01-01"}):
        page = browser.post(path, **(filled(browser.get(path).text) | wrong))
        assert page.status_code == 422
        assert "hr-error" in page.text
    page, _ = invite(browser, code, expires="2199-12-31")
    assert "2199/12/31" in browser.get(page).text


def test_links_that_nobody_gave_lead_nowhere(browser, nobody, code):
    page, link = invite(browser, code)
    for path in ("/join/x", f"{link}A", link[:-1], "/join/" + "A" * 43):
        assert nobody.get(path).status_code in (404, 422)
    fields = nobody.form(link)
    assert nobody.send("/join/" + "A" * 43, fields).status_code in (404, 422)
    for forged in ("", "0" * 64, "あ"):
        assert nobody.send(link, fields | {"form_token": forged}).status_code == 422
    crossed = nobody.session.post(nobody.url + link, data=fields, files={"photo": NO_FILE}, timeout=20,
                                  headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 422
    assert nobody.get(page).url == f"{nobody.url}/hr"
    assert "招待中" in browser.get(page).text


def test_the_link_and_the_data_are_nowhere_in_clear(browser, service, nobody, code):
    _, link = invite(browser, code)
    nobody.edit(link, basic_pension_no_a="8642", basic_pension_no_b="864297", emergency_name="葛飾 真砂子")
    kept = everything(service.data)
    assert link.removeprefix("/join/").encode() not in kept
    # Six digits by themselves stand by chance in one of all the digests there.
    for words in ("葛飾 真砂子", '"864297"'):
        assert words.encode() not in kept


def test_only_items_of_the_form_are_taken(browser, service, nobody, code):
    page, link = invite(browser, code)
    nobody.edit(link, **ENTERED, department_code="偽", company_email="x@example.jp", ei_no_held="1", version="9")
    step(browser, page, "accept")
    after = record(service.data, code)
    before = (f"ito{int(code)}@example.co.jp", 0)
    assert (after["company_email"], after["ei_no_held"]) == before
    assert after["department_code"] != "偽"


def test_somebody_whom_nx_does_not_know_is_added_and_invited(browser, service, nobody, code):
    new = NEW | {"employee_code": str(int(code) + 50)}
    own = new["employee_code"].zfill(10)
    refused = browser.edit("/hr/employees/new", **(new | {"company_email": ""}))
    assert beside(refused.text, "company_email") == "会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"
    page = browser.edit("/hr/employees/new", **new)
    assert "従業員を追加しました。" in page.text
    after = record(service.data, own)
    assert (after["last_name"], after["version"], after["employment_status"]) == ("新井", 1, "employed")
    assert audit(service.data, own)[-1][0] == "従業員の追加"
    again = browser.edit("/hr/employees/new", **new)
    assert beside(again.text, "employee_code") == "個人コードがすでに使われています。(NXD_K_13)"
    _, link = invite(browser, own, "new_graduate")
    assert "新井 新子" in nobody.get(link).text


def test_another_code_than_ten_digits_is_refused(browser, code):
    for wrong, said in (("", "NXD_VE_02"), ("12345678901", "NXD_K_04"), ("abc", "NXD_K_04"), ("-1", "NXD_K_04")):
        refused = browser.edit("/hr/employees/new", **(NEW | {"employee_code": wrong}))
        assert beside(refused.text, "employee_code") == f"個人コードは半角数字10桁で入力してください。({said})"
