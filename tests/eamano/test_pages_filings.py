"""届 on the pages: what NX has registered is read, 資格取得届 and 資格喪失届 are made, changed, filed and taken back."""

import re

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.editing import Draft, Editor, Saved, add
from nxdesk.eamano.store.audit import Actor
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.fields import Value
from nxdesk.records.kinds import kind
from tests.eamano.browser import NO_FILE, beside, filled, shown
from tests.eamano.people import person
from tests.eamano.service import Registration, batch
from tests.eamano.store_look import audit, record, rows

ACQ, LOSS = kind("shaho_acq"), kind("shaho_loss")
EDITOR = Editor(1, Actor("NX連携 試験", "127.0.0.1", "r"))
PERSON = {"office_code": "東京都-22-サラ", "gender": "male", "zip": "150-0001", "address_kana": "トウキョウト シブヤク"}
OFFICE = {"office_pref": "東京都", "office_area": "22", "office_symbol": "アイウ", "office_no": "12345"}
TYPED = OFFICE | {"acquisition_kind": "1", "has_dependents": "0", "pay_currency": "300,000", "pay_in_kind": "0",
                  "pay_total": "", "insured_no": "12"}
BONUS = OFFICE | {"paid_on": "2020-04-01", "insured_no": "5", "name_kana": "イトウ イチロウ", "birth_date": "1980-04-01",
                  "amount_currency": 500_000, "amount_in_kind": 0, "total": 500_000}
LEAVING = {
    "row_kind": "header", "ei_insured_no": "1234-567890-1", "ei_office_no": "1234-567890-1", "name": "伊藤　一郎",
    "name_kana": "イトウ　イチロウ", "office_name": "練習商事", "office_address": "東京都", "office_phone": "03-1234-5678",
    "address": "東京都", "phone": "090-1", "ei_acquired_on": "2010-04-01", "weekly_hours": "40:00",
    "certificate_requested": "1", "reason_code": "5", "reason_text": "一身上の都合"}


@pytest.fixture
def code(api, first, browser) -> str:
    made = [person(first, **PERSON, hire_date="2020-04-01", shaho_enrolled=None), person(first + 1)]
    assert Registration(api, [batch(made)]).all().ok
    browser.log_in("hr")
    return f"{first:010d}"


@pytest.fixture
def put(service):
    """Writes a record as a registration would."""
    opened = open_service(service.data, Clock())

    def write(kind_id: str, owner: str, **values: Value) -> int:
        own = {item: value for item, value in values.items() if item in kind(kind_id).by_id}
        outcome = add(opened, EDITOR, kind(kind_id), owner, Draft(None, own))
        assert isinstance(outcome, Saved), outcome
        return outcome.member
    yield write
    opened.database.close()


def of(service, kind_id: str, number: int) -> dict:
    (found,) = rows(service.data, f"SELECT * FROM {kind_id} WHERE id = ?", number)
    return found


def make(browser, code: str, kind_id: str = "shaho_acq", **changes: str) -> int:
    typed = TYPED if kind_id == "shaho_acq" else OFFICE
    page = browser.edit(f"/hr/filings/{kind_id}/new/{code}", **(typed | changes))
    assert "登録しました。" in page.text, page.text
    found = re.search(r"/(\d+)\?done=added$", page.url)
    assert found
    return int(found[1])


def move(browser, kind_id: str, number: int, after: str):
    path = f"/hr/filings/{kind_id}/{number}/state/{after}"
    return browser.post(path, **filled(browser.get(path).text))


def test_a_filing_is_made_from_the_employee(browser, service, code):
    form = browser.form(f"/hr/filings/shaho_acq/new/{code}")
    assert {item: form[item] for item in ("acquired_on", "name_kana", "birth_date", "sex_kind", "zip")} == {
        "acquired_on": "2020/04/01", "name_kana": "イトウ イチロウ", "birth_date": form["birth_date"], "sex_kind": "1",
        "zip": "150-0001"}
    assert not {"status", "arrival_no", "employee_code", "seq"} & form.keys()
    number = make(browser, code)
    after = of(service, "shaho_acq", number)
    assert (after["status"], after["pay_total"], after["acquired_on"], after["version"]) == (
        "draft", 300_000, "2020-04-01", 1)
    assert after["digest"] == row_digest([after[item] for item in ACQ.linked_ids])
    action, target, changes = audit(service.data, code)[-1]
    assert (action, target) == ("社会保険資格取得届の追加", f"{code}/shaho_acq#{number}")
    assert changes["pay_currency"] == [None, 300_000]
    listed = browser.get(f"/hr/filings/shaho_acq?q={code}").text
    assert "作成中" in listed
    assert f'id="hr-open-{number}"' in listed


@pytest.mark.parametrize(("item", "typed", "said"), [
    ("acquired_on", "", "NXD_K_01"), ("acquired_on", "2199/1/1", "NXD_VA_01"),
    ("acquired_on", "2020/3/31", "NXD_VA_09"),
    ("pay_total", "1", "NXD_VA_03"), ("pay_currency", "-1", "NXD_K_05"), ("sex_kind", "", "NXD_VA_02"),
    ("name_kana", "イトウ", "NXD_VH_02"), ("office_area", "00", "NXD_VH_01")])
def test_declared_checks_stand_beside_the_items(browser, service, code, item, typed, said):
    page = browser.edit(f"/hr/filings/shaho_acq/new/{code}", **(TYPED | {item: typed}))
    assert page.status_code == 422
    assert f"({said})" in beside(page.text, item)
    assert filled(page.text)[item] == typed
    assert rows(service.data, "SELECT id FROM shaho_acq WHERE employee_code = ?", code) == []


def test_a_second_filing_of_the_same_day_is_refused(browser, code):
    make(browser, code)
    page = browser.edit(f"/hr/filings/shaho_acq/new/{code}", **TYPED)
    assert page.status_code == 422
    assert "(NXD_VA_12)" in beside(page.text, "acquired_on")


def test_a_filing_goes_its_way_and_the_employee_takes_it_over(browser, service, code):
    number = make(browser, code)
    assert "状態を変更しました。" in move(browser, "shaho_acq", number, "filed").text
    filed = of(service, "shaho_acq", number)
    assert filed["status"] == "filed"
    assert re.fullmatch(r"\d{18}", filed["arrival_no"])
    move(browser, "shaho_acq", number, "reviewing")
    assert record(service.data, code)["shaho_acquired_on"] is None
    move(browser, "shaho_acq", number, "done")
    taken = record(service.data, code)
    assert (taken["shaho_acquired_on"], taken["shaho_enrolled"], taken["hi_insured_no"],
            taken["std_remuneration_health"]) == ("2020-04-01", 1, "12", 300_000)
    entries = audit(service.data, code)
    assert [action for action, _, _ in entries[-2:]] == ["社会保険資格取得届：完了にする"] * 2
    assert entries[-1][2]["shaho_acquired_on"] == [None, "2020-04-01"]
    page = browser.get(f"/hr/filings/shaho_acq/{number}").text
    assert shown(page)["申請状況"] == "完了"
    assert 'id="hr-edit"' not in page


def test_a_returned_filing_is_mended_and_filed_again(browser, service, code):
    number = make(browser, code)
    for after in ("filed", "reviewing", "returned"):
        move(browser, "shaho_acq", number, after)
    page = browser.edit(f"/hr/filings/shaho_acq/{number}/edit", pay_currency="320,000")
    assert "変更を登録しました。" in page.text
    assert of(service, "shaho_acq", number)["pay_total"] == 320_000
    move(browser, "shaho_acq", number, "draft")
    assert of(service, "shaho_acq", number)["arrival_no"] is None
    move(browser, "shaho_acq", number, "filed")
    assert of(service, "shaho_acq", number)["arrival_no"]


def test_steps_are_taken_back(browser, service, code):
    number = make(browser, code)
    for after in ("filed", "reviewing", "done", "reviewing", "filed", "draft"):
        assert "状態を変更しました。" in move(browser, "shaho_acq", number, after).text
    assert of(service, "shaho_acq", number)["arrival_no"] is None


def test_what_is_filed_is_not_changed(browser, service, code):
    number = make(browser, code)
    path = f"/hr/filings/shaho_acq/{number}"
    form, gone = browser.form(f"{path}/edit"), filled(browser.get(f"{path}/delete").text)
    move(browser, "shaho_acq", number, "filed")
    page = browser.get(f"{path}/edit")
    assert page.status_code == 409
    assert "状態が「申請済」のため変更できません。" in page.text
    assert browser.send(f"{path}/edit", form | {"insured_no": "99"}).status_code == 409
    assert browser.get(f"{path}/delete").status_code == 404
    assert browser.post(f"{path}/delete", **gone).status_code == 409
    assert of(service, "shaho_acq", number)["insured_no"] == "12"


def test_steps_that_do_not_lead_anywhere_are_refused(browser, service, code):
    number = make(browser, code)
    form = filled(browser.get(f"/hr/filings/shaho_acq/{number}/state/filed").text)
    for after in ("done", "reviewing", "returned", "draft", "other"):
        assert browser.get(f"/hr/filings/shaho_acq/{number}/state/{after}").status_code == 409
        assert browser.post(f"/hr/filings/shaho_acq/{number}/state/{after}", **form).status_code == 409
    browser.edit(f"/hr/filings/shaho_acq/{number}/edit", remark="変更")
    assert browser.post(f"/hr/filings/shaho_acq/{number}/state/filed", **form).status_code == 409
    assert of(service, "shaho_acq", number)["status"] == "draft"


def test_what_became_wrong_is_not_filed(browser, service, code):
    number = make(browser, code)
    browser.edit(f"/hr/employees/{code}/edit", hire_date="2020/5/1")
    page = move(browser, "shaho_acq", number, "filed")
    assert page.status_code == 422
    assert "(NXD_VA_09)" in page.text
    assert of(service, "shaho_acq", number)["status"] == "draft"


def test_a_filing_is_deleted_after_being_asked(browser, service, code):
    number = make(browser, code)
    path = f"/hr/filings/shaho_acq/{number}"
    asked = filled(browser.get(f"{path}/delete").text)
    browser.edit(f"{path}/edit", remark="変更")
    assert browser.post(f"{path}/delete", **asked).status_code == 409
    page = browser.post(f"{path}/delete", **filled(browser.get(f"{path}/delete").text))
    assert "削除しました。" in page.text
    assert browser.get(path).status_code == 404
    assert audit(service.data, code)[-1][0] == "社会保険資格取得届の削除"


def test_the_loss_follows_from_the_acquisition(browser, service, code):
    refused = browser.edit(f"/hr/filings/shaho_loss/new/{code}", **OFFICE, loss_cause="4", left_on="2020/5/31")
    assert "(NXD_VL_09)" in beside(refused.text, "lost_on")
    number = make(browser, code)
    for after in ("filed", "reviewing", "done"):
        move(browser, "shaho_acq", number, after)
    wrong = browser.edit(f"/hr/filings/shaho_loss/new/{code}", **OFFICE, loss_cause="4", left_on="2020/5/31",
                         lost_on="2020/5/31")
    assert "(NXD_VL_02)" in beside(wrong.text, "lost_on")
    loss = make(browser, code, "shaho_loss", loss_cause="4", left_on="2020/5/31", pension_a="1234", pension_b="123456")
    assert of(service, "shaho_loss", loss)["lost_on"] == "2020-06-01"
    for after in ("filed", "reviewing", "done"):
        assert move(browser, "shaho_loss", loss, after).ok
    left = record(service.data, code)
    assert (left["shaho_lost_on"], left["retire_date"], left["shaho_enrolled"]) == ("2020-06-01", "2020-05-31", 0)


def test_received_filings_are_read_and_found_by_person(browser, put, code, first):
    number = put("shoyo", code, **BONUS)
    put("shoyo", f"{first + 1:010d}", **BONUS)
    listed = browser.get(f"/hr/filings/shoyo?q={code}").text
    assert "1件が該当" in listed
    assert "500,000円" in listed
    page = browser.get(f"/hr/filings/shoyo/{number}").text
    assert shown(page)["賞与支払年月日"] == "2020/04/01"
    for path in (f"/hr/filings/shoyo/{number}/edit", f"/hr/filings/shoyo/new/{code}",
                 f"/hr/filings/shoyo/{number}/delete", f"/hr/filings/shoyo/{number}/state/filed",
                 "/hr/filings/shoyo/99999999", "/hr/filings/family",
                 "/hr/filings/employee", "/hr/filings/other", f"/hr/filings/shaho_acq/{number + 10**6}"):
        assert browser.get(path).status_code == 404


def test_a_document_is_read_with_all_its_parts(browser, put, code):
    browser.edit(f"/hr/employees/{code}/edit", retire_date="2020/10/20")
    own = {"separated_on": "2020-10-20", "line": 1}
    number = put("rishoku", code, **own, **LEAVING)
    row = put("rishoku", code, **own, row_kind="wage", wage_from="2020-09-21", wage_to="2020-10-20", wage_base_days=30,
              amount_a=300_000, total=300_000)
    assert f'id="hr-open-{number}"' in (listed := browser.get(f"/hr/filings/rishoku?q={code}").text)
    assert f'id="hr-open-{row}"' not in listed
    page = browser.get(f"/hr/filings/rishoku/{number}").text
    assert shown(page)["⑦具体的事情"] == "一身上の都合"
    assert re.search(r"<td>2020/09/21</td><td>2020/10/20</td><td>30</td><td>300,000円</td>", page)
    assert "行番号" not in page


def test_codes_of_insurers_are_listed_and_found(browser, put, first, code):
    number = put("hr_code", "LIFE", code=f"K{first % 10**6}", name="<b>試験生命</b>", kana="シケン", active=1)
    page = browser.get(f"/hr/filings/hr_code?q=K{first % 10**6}").text
    assert "&lt;b&gt;試験生命&lt;/b&gt;" in page
    assert "<b>試験" not in page
    assert shown(browser.get(f"/hr/filings/hr_code/{number}").text)["コード種別"] == "生保"


def test_every_kind_has_its_list_in_the_menu(browser, code):
    page = browser.get("/hr/employees").text
    for kind_id in ("shaho_acq", "shaho_loss", "rishoku", "hr_code", "santei", "geppen", "shoyo"):
        assert f'href="/hr/filings/{kind_id}"' in page
        assert browser.get(f"/hr/filings/{kind_id}").ok
        assert browser.get(f"/hr/filings/{kind_id}?q=%00x&state=nothing&page=9").ok
    assert [words for words in ("従業員管理", "手続", "年末調整", "届出（NXから受信）") if f'group">{words}<' in page] == [
        "従業員管理", "手続", "年末調整", "届出（NXから受信）"]


def test_forged_forms_and_other_companies_change_nothing(browser, service, stranger, code):
    number = make(browser, code)
    path = f"/hr/filings/shaho_acq/{number}"
    form = browser.form(f"{path}/edit") | {"remark": "偽"}
    asked = filled(browser.get(f"{path}/state/filed").text)
    assert browser.send(f"{path}/edit", form | {"form_token": "0" * 64}).status_code == 422
    assert browser.post(f"{path}/state/filed", **(asked | {"form_token": ""})).status_code == 422
    assert browser.post(f"{path}/delete", **(asked | {"form_token": "x"})).status_code == 422
    crossed = browser.session.post(browser.url + f"{path}/edit", data=form, files={"photo": NO_FILE}, timeout=20,
                                   headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 422
    own = stranger.token("/hr/employees")
    for page in (stranger.get(path), stranger.get(f"{path}/edit"), stranger.get(f"{path}/delete"),
                 stranger.get(f"/hr/filings/shaho_acq/new/{code}"), stranger.get(f"{path}/state/filed"),
                 stranger.send(f"{path}/edit", form | {"form_token": own}),
                 stranger.send(f"/hr/filings/shaho_acq/new/{code}", form | {"form_token": own}),
                 stranger.post(f"{path}/state/filed", **(asked | {"form_token": own})),
                 stranger.post(f"{path}/delete", **(asked | {"form_token": own}))):
        assert page.status_code == 404
    assert f"全{0}件" in stranger.get("/hr/filings/shaho_acq").text
    assert of(service, "shaho_acq", number)["version"] == 1
