"""年末調整 on the pages: listed by year and state, every part edited with the declared checks, moved to 確定 and back."""

import re

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.editing import Draft, Editor, Saved, add
from nxdesk.eamano.rules.restoring import preview, restore
from nxdesk.eamano.store.audit import Actor
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.fields import Value
from nxdesk.records.kinds import kind
from tests.eamano.browser import NO_FILE, beside, filled, shown
from tests.eamano.people import person
from tests.eamano.service import Registration, batch
from tests.eamano.store_look import audit, record, rows

YEA, CODES = kind("yea"), kind("hr_code")
YEAR = 2020
LIST = "/hr/declarations/yea"
EDITOR = Editor(1, Actor("NX連携 試験", "127.0.0.1", "r"))
HEAD: dict[str, Value] = {
    "year": YEAR, "row_kind": "header", "line": 1, "target_kind": "1", "last_name": "伊藤", "first_name": "一郎",
    "last_name_kana": "イトウ", "first_name_kana": "イチロウ", "zip": "150-0001", "prefecture": "東京都",
    "address_city": "渋谷区", "payer_type": "kou", "expected_salary_total": 4_000_000}
CHILD = {"dependent_last_name": "伊藤", "dependent_first_name": "太郎", "relationship": "11",
         "dependent_birth_date": "2012/7/7", "social_insurance_and_tax_dependent": "both",
         "dependent_disability_type": "na", "residence_type": "live_in"}
LIFE = {"type": "life_care_pension", "category": "life", "new_or_old": "new", "company_name": "", "amount": "80,000"}
JOB = {"prior_income": "1,000,000", "prior_deduction": "100,000", "prior_withholding_tax_amount": "20,000",
       "prior_company_name": "前の会社", "prior_company_address": "東京都", "prior_retire_date": f"{YEAR}/3/31"}
LOAN = {"residence_start_date": "2015/4/1", "remaining_balance_at_yearend": "20,000,000", "loan_category": "general",
        "specific_case_type": "not_qualified"}
PARTS = {"dependent": CHILD, "insurance": LIFE | {"company_name": "試験生命"}, "prior_job": JOB, "housing_loan": LOAN}


@pytest.fixture
def code(api, first, browser) -> str:
    assert Registration(api, [batch([person(first), person(first + 1)])]).all().ok
    browser.log_in("hr")
    return f"{first:010d}"


@pytest.fixture
def inside(service):
    opened = open_service(service.data, Clock())
    yield opened
    opened.database.close()


@pytest.fixture
def put(inside):
    """Writes a record as a registration would."""
    def write(kind_id: str, owner: str, values: dict[str, Value]) -> int:
        outcome = add(inside, EDITOR, kind(kind_id), owner, Draft(None, values))
        assert isinstance(outcome, Saved), outcome
        return outcome.member
    return write


@pytest.fixture
def head(put, code) -> int:
    """What NX has sent of the person's year."""
    return put("yea", code, HEAD)


def add_row(browser, head: int, part: str, **changes: str):
    return browser.edit(f"{LIST}/{head}/new/{part}", **(PARTS[part] | changes))


def move(browser, head: int, after: str):
    path = f"{LIST}/{head}/state/{after}"
    return browser.post(path, **filled(browser.get(path).text))


def of(service, code: str) -> list[dict]:
    return rows(service.data, "SELECT * FROM yea WHERE employee_code = ? ORDER BY id", code)


def fix(browser, head: int) -> None:
    for after in ("in_employee_progress", "submitted", "fixed"):
        assert "状態を変更しました。" in move(browser, head, after).text


def test_what_nx_sent_is_listed_and_read(browser, code, head):
    page = browser.get(f"{LIST}?year={YEAR}&q={code}").text
    assert re.search(rf'id="hr-open-{head}"[^>]*>{code}<', page)
    assert "入力依頼前 1名" in page
    detail = browser.get(f"{LIST}/{head}").text
    assert shown(detail)["給与収入見込額"] == "4,000,000円"
    assert 'id="hr-state">入力依頼前<' in detail
    employee = browser.get(f"/hr/employees/{code}").text
    assert f'<a href="{LIST}?q={code}">年末調整（1件）</a>' in employee
    assert "賞与支払届（なし）" in employee
    assert f'id="hr-open-{head}"' not in browser.get(f"{LIST}?year={YEAR - 1}&q={code}").text
    assert f'id="hr-open-{head}"' not in browser.get(f"{LIST}?year={YEAR}&q={code}&state=fixed").text


@pytest.mark.parametrize("part", PARTS)
def test_rows_of_every_part_are_added_changed_and_deleted(browser, service, code, head, part):
    page = add_row(browser, head, part)
    assert "登録しました。" in page.text, page.text
    row = of(service, code)[-1]
    assert (row["row_kind"], row["line"], row["year"], row["version"]) == (part, 1, YEAR, 1)
    assert row["digest"] == row_digest([row[item] for item in YEA.linked_ids])
    assert audit(service.data, code)[-1][:2] == ("年末調整の追加", f"{code}/yea#{row['id']}")
    path = f"{LIST}/{head}/rows/{row['id']}"
    item, typed, kept = {"dependent": ("income", "480,000", 480_000), "insurance": ("amount", "1,234", 1234),
                         "prior_job": ("prior_income", "1", 1),
                         "housing_loan": ("remaining_balance_at_yearend", "2", 2)}[part]
    assert "変更を登録しました。" in browser.edit(f"{path}/edit", **{item: typed}).text
    assert of(service, code)[-1][item] == kept
    assert audit(service.data, code)[-1][0] == "年末調整の変更"
    asked = browser.get(f"{path}/delete")
    assert "削除しました。" in browser.post(f"{path}/delete", **filled(asked.text)).text
    assert len(of(service, code)) == 1
    assert audit(service.data, code)[-1][0] == "年末調整の削除"


def test_rows_are_numbered_on(browser, service, code, head):
    for name in ("太郎", "次郎", "三郎"):
        add_row(browser, head, "dependent", dependent_first_name=name)
    assert [row["line"] for row in of(service, code)[1:]] == [1, 2, 3]
    assert "扶養親族（3件）" in browser.get(f"{LIST}/{head}").text


@pytest.mark.parametrize(("part", "changes", "item", "said"), [
    ("dependent", {"relationship": ""}, "relationship", "NXD_K_14"),
    ("dependent", {"dependent_birth_date": "2199/1/1"}, "dependent_birth_date", "NXD_VE_04B"),
    ("dependent", {"income": "x"}, "income", "NXD_K_05"),
    ("insurance", {"category": "earthquake"}, "category", "NXD_VY_04"),
    ("insurance", {"new_or_old": "none"}, "new_or_old", "NXD_VY_04B"),
    ("insurance", {"amount": "-1"}, "amount", "NXD_VY_05"),
    ("insurance", {"company_name": ""}, "company_name", "NXD_VY_13"),
    ("insurance", {"category": "pension"}, "payment_start_date", "NXD_VY_15"),
    ("prior_job", {"prior_retire_date": f"{YEAR - 1}/12/31"}, "prior_retire_date", "NXD_VY_06B"),
    ("housing_loan", {"loan_category": "other"}, "loan_category", "NXD_K_07")])
def test_declared_checks_stand_beside_the_items(browser, service, code, head, part, changes, item, said):
    page = add_row(browser, head, part, **changes)
    assert page.status_code == 422
    assert f"({said})" in beside(page.text, item)
    assert len(of(service, code)) == 1


def test_the_same_prior_job_twice_is_refused(browser, head):
    add_row(browser, head, "prior_job")
    page = add_row(browser, head, "prior_job")
    assert "(NXD_VY_06)" in beside(page.text, "prior_company_name")


def test_insurers_come_from_the_received_codes(browser, service, put, first, code, head):
    own = f"L{first % 10**6}"
    put("hr_code", "LIFE", {"code": own, "name": "<i>試験生命", "active": 1})
    put("hr_code", "NONLIFE", {"code": f"N{own}", "name": "試験損保", "active": 1})
    put("hr_code", "LIFE", {"code": f"X{own}", "name": "旧生命", "active": 0})
    form = browser.get(f"{LIST}/{head}/new/insurance").text
    assert f'<option value="{own}">{own} &lt;i&gt;試験生命（生保）</option>' in form
    assert f"X{own}" not in form
    add_row(browser, head, "insurance", company_name="", insurer_code=own)
    assert (of(service, code)[-1]["company_name"], of(service, code)[-1]["insurer_code"]) == ("<i>試験生命", own)
    for wrong in (f"N{own}", "Z9"):
        page = add_row(browser, head, "insurance", insurer_code=wrong)
        assert "(NXD_VY_07)" in beside(page.text, "insurer_code")
    assert len(of(service, code)) == 2


def test_the_head_is_changed_and_names_of_the_document_are_not(browser, service, code, head):
    page = browser.edit(f"{LIST}/{head}/edit", householder_name="伊藤 父", year="1999", row_kind="dependent", line="7",
                        status="fixed", employee_code="0000000001")
    assert "変更を登録しました。" in page.text
    after = of(service, code)[0]
    assert (after["householder_name"], after["year"], after["row_kind"], after["line"], after["status"]) == (
        "伊藤 父", YEAR, "header", 1, None)


def test_states_go_forward_and_back_with_a_question_each(browser, service, code, head):
    add_row(browser, head, "dependent")
    asked = browser.get(f"{LIST}/{head}/state/in_employee_progress").text
    assert "入力を依頼する" in asked
    assert of(service, code)[0]["status"] is None
    fix(browser, head)
    assert of(service, code)[0]["status"] == "fixed"
    assert audit(service.data, code)[-1][0] == "年末調整：確定する"
    assert "確定 1名" in browser.get(f"{LIST}?year={YEAR}&q={code}").text
    for after, status in (("submitted", "submitted"), ("in_employee_progress", "in_employee_progress"),
                          ("initialized", "initialized")):
        move(browser, head, after)
        assert of(service, code)[0]["status"] == status
    for after in ("fixed", "submitted", "other"):
        assert browser.get(f"{LIST}/{head}/state/{after}").status_code == 409


def test_what_is_fixed_is_not_changed(browser, service, code, head):
    add_row(browser, head, "dependent")
    row = of(service, code)[-1]["id"]
    forms = {path: browser.form(f"{LIST}/{head}/{path}") for path in ("edit", "new/dependent", f"rows/{row}/edit")}
    asked = {path: filled(browser.get(f"{LIST}/{head}/{path}").text) for path in ("delete", f"rows/{row}/delete")}
    fix(browser, head)
    before = of(service, code)
    for path, fields in forms.items():
        page = browser.get(f"{LIST}/{head}/{path}")
        assert page.status_code == 409
        assert "状態が「確定」のため変更できません。" in page.text
        page = browser.send(f"{LIST}/{head}/{path}", fields | CHILD | {"householder_name": "偽"})
        assert page.status_code == 409
    for path, fields in asked.items():
        assert browser.get(f"{LIST}/{head}/{path}").status_code == 404
        assert browser.post(f"{LIST}/{head}/{path}", **fields).status_code == 409
    assert of(service, code) == before
    page = browser.get(f"{LIST}/{head}").text
    assert "hr-edit" not in page
    assert "hr-add-dependent" not in page


def test_what_is_wrong_is_not_fixed(browser, service, inside, code, head):
    move(browser, head, "in_employee_progress")
    # As a client of before might have sent it: premiums of a kind without its company.
    add_row(browser, head, "insurance")
    with inside.database.write() as connection:
        connection.exec_driver_sql("UPDATE yea SET company_name = NULL WHERE employee_code = ?", (code,))
    page = move(browser, head, "submitted")
    assert page.status_code == 422
    assert "(NXD_VY_13)" in page.text
    assert of(service, code)[0]["status"] == "in_employee_progress"


def test_a_person_is_added_with_the_own_data(browser, service, code):
    form = browser.form(f"{LIST}/new/{code}")
    assert (form["last_name"], form["payer_type"], form["year"]) == ("伊藤", "", Clock().today()[:4])
    typed = {"year": str(YEAR), "address_city": "渋谷区", "payer_type": "kou", "target_kind": "1"}
    page = browser.edit(f"{LIST}/new/{code}", **typed)
    assert "登録しました。" in page.text, page.text
    (made,) = of(service, code)
    assert (made["year"], made["row_kind"], made["line"], made["status"]) == (YEAR, "header", 1, "initialized")
    again = browser.edit(f"{LIST}/new/{code}", **typed)
    assert "(NXD_K_13)" in beside(again.text, "year")
    assert "NXD_VY_02" in beside(browser.edit(f"{LIST}/new/{code}", **(typed | {"year": "2199"})).text, "year")


def test_a_declaration_is_deleted_whole(browser, service, code, head):
    for part in PARTS:
        add_row(browser, head, part)
    page = browser.post(f"{LIST}/{head}/delete", **filled(browser.get(f"{LIST}/{head}/delete").text))
    assert "削除しました。" in page.text
    assert of(service, code) == []
    gone = {target for action, target, _ in audit(service.data, code) if action == "年末調整の削除"}
    assert len(gone) == 5
    assert f"{code}/yea#{head}" in gone


def test_changes_are_taken_back(browser, service, inside, code, head):
    add_row(browser, head, "dependent")
    (last,) = rows(service.data, "SELECT max(run) AS run FROM undo_runs WHERE tenant_id = 1")
    before = [{**row, "version": 0, "updated_at": ""} for row in of(service, code)]
    browser.edit(f"{LIST}/{head}/edit", householder_name="変更")
    move(browser, head, "in_employee_progress")
    browser.post(f"{LIST}/{head}/delete", **filled(browser.get(f"{LIST}/{head}/delete").text))
    assert of(service, code) == []
    restore(inside, 1, last["run"] + 1, EDITOR.actor, preview(inside, 1, last["run"] + 1).seen)
    assert [{**row, "version": 0, "updated_at": ""} for row in of(service, code)] == before


def test_an_earlier_state_of_a_row_is_not_written_over(browser, service, code, head):
    add_row(browser, head, "dependent")
    path = f"{LIST}/{head}/rows/{of(service, code)[-1]['id']}/edit"
    form = browser.form(path)
    browser.edit(path, income="1")
    page = browser.send(path, form | {"income": "2"})
    assert page.status_code == 409
    assert "現在の値: 1円" in page.text


def test_others_are_not_reached(browser, service, stranger, put, first, code, head):
    other = put("yea", f"{first + 1:010d}", HEAD)
    add_row(browser, other, "dependent")
    row = of(service, f"{first + 1:010d}")[-1]["id"]
    form = browser.form(f"{LIST}/{other}/rows/{row}/edit")
    for path in (f"{LIST}/{head}/rows/{row}/edit", f"{LIST}/{row}", f"{LIST}/{head}/new/header", f"{LIST}/{head}/new/x",
                 f"{LIST}/999999999", "/hr/declarations/shoyo", f"{LIST}/{row}/edit", f"{LIST}/new/9999999999"):
        assert browser.get(path).status_code == 404
    assert browser.send(f"{LIST}/{head}/rows/{row}/edit", form).status_code == 404
    own = stranger.token("/hr/employees")
    asked = filled(browser.get(f"{LIST}/{head}/state/in_employee_progress").text) | {"form_token": own}
    for page in (stranger.get(f"{LIST}/{head}"), stranger.get(f"{LIST}/{head}/edit"),
                 stranger.get(f"{LIST}/new/{code}"), stranger.get(f"{LIST}/{head}/new/dependent"),
                 stranger.get(f"{LIST}/{head}/delete"),
                 stranger.send(f"{LIST}/{other}/rows/{row}/edit", form | {"form_token": own}),
                 stranger.send(f"{LIST}/{head}/new/dependent", CHILD | {"form_token": own}),
                 stranger.post(f"{LIST}/{head}/delete", **asked),
                 stranger.post(f"{LIST}/{head}/state/in_employee_progress", **asked)):
        assert page.status_code == 404
    assert code not in stranger.get(f"{LIST}?year={YEAR}").text


def test_forged_forms_are_refused(browser, service, code, head):
    before = of(service, code)
    for path in ("edit", "new/dependent"):
        form = browser.form(f"{LIST}/{head}/{path}") | CHILD
        assert browser.send(f"{LIST}/{head}/{path}", form | {"form_token": "0" * 64}).status_code == 422
        crossed = browser.session.post(browser.url + f"{LIST}/{head}/{path}", data=form, files={"photo": NO_FILE},
                                       timeout=20, headers={"Sec-Fetch-Site": "cross-site"})
        assert crossed.status_code == 422
    for path in ("delete", "state/in_employee_progress"):
        asked = filled(browser.get(f"{LIST}/{head}/{path}").text)
        assert browser.post(f"{LIST}/{head}/{path}", **(asked | {"form_token": ""})).status_code == 422
    assert of(service, code) == before


def test_scripts_stay_words(browser, code, head):
    add_row(browser, head, "dependent", dependent_first_name="<b>x</b>")
    add_row(browser, head, "insurance", company_name='"><script>')
    pages = [browser.get(f"{LIST}/{head}").text]
    paths = re.findall(rf'href="({LIST}/{head}/rows/\d+/(?:edit|delete))"', pages[0])
    pages += [browser.get(path).text for path in paths]
    assert len(pages) == 5
    for page in pages:
        assert "<b>x" not in page
        assert '"><script>' not in page


def test_person_and_family_stay_as_they_are(browser, service, code, head):
    add_row(browser, head, "dependent")
    fix(browser, head)
    assert record(service.data, code)["version"] == 1


def bulk(browser, code: str, state: str, after: str):
    """Everybody whom the list finds takes a step."""
    path = f"{LIST}/states/{after}?year={YEAR}&state={state}&q={code}"
    page = browser.get(path)
    assert page.ok, page.text
    return browser.post(f"{LIST}/states/{after}?year={YEAR}", **filled(page.text))


def test_everybody_on_the_list_takes_a_step(browser, service, inside, put, first, code, head):
    other = put("yea", f"{first + 1:010d}", HEAD)
    name = f"試験{first}"
    for own in (code, f"{first + 1:010d}"):
        browser.edit(f"/hr/employees/{own}/edit", department_name=name)
    listed = browser.get(f"{LIST}?year={YEAR}&q={name}&state=initialized").text
    assert "この一覧の2名をまとめて" in listed
    assert "hr-all-in_employee_progress" in listed
    assert bulk(browser, name, "initialized", "in_employee_progress").url.endswith("&done=moved")
    for which in (head, other):
        add_row(browser, which, "insurance")
    with inside.database.write() as connection:
        connection.exec_driver_sql("UPDATE yea SET company_name = NULL WHERE employee_code = ?", (code,))
    page = bulk(browser, name, "in_employee_progress", "submitted")
    assert page.status_code == 422
    assert "1名の状態を変更しました。" in page.text
    assert "次の1名の状態は変更していません。" in page.text
    assert "(NXD_VY_13)" in page.text
    assert of(service, code)[0]["status"] == "in_employee_progress"
    assert of(service, f"{first + 1:010d}")[0]["status"] == "submitted"


def test_a_step_for_everybody_needs_one_state_and_our_form(browser, service, stranger, code, head):
    path = f"{LIST}/states/in_employee_progress?year={YEAR}"
    asked = filled(browser.get(f"{path}&state=initialized&q={code}").text)
    for wrong in (f"{path}&q={code}", f"{LIST}/states/fixed?year={YEAR}&state=initialized&q={code}", f"{path}&state=x"):
        assert browser.get(wrong).status_code == 409
    assert browser.get(f"{LIST}/states/fixed?year=x").status_code == 422
    assert browser.post(path, **(asked | {"form_token": "0"})).status_code == 422
    for records in ("", "x", "1:1,", "1:1" * 99, f"{head}:99", "999999999:1"):
        assert browser.post(path, **(asked | {"records": records})).status_code == 422
    own = stranger.token("/hr/employees")
    assert stranger.post(path, **(asked | {"form_token": own})).status_code == 422
    assert of(service, code)[0]["status"] is None
