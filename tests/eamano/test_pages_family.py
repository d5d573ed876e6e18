"""Families on the pages: list, 家族の追加, 家族の変更, 家族の削除, and what somebody with bad intentions tries."""

import re

import pytest

from nxdesk.eamano.pages.forms import SHEETS
from nxdesk.records.digests import row_digest
from nxdesk.records.family import FAMILY, MATCH
from nxdesk.records.matching import match_key
from tests.eamano.browser import NO_FILE, beside, filled, members, shown
from tests.eamano.people import my_number, person, png
from tests.eamano.service import Registration, batch
from tests.eamano.store_look import audit, everything, record, rows

WIFE = {"last_name": "伊藤", "first_name": "花子", "last_name_kana": "いとう", "first_name_kana": "ﾊﾅｺ",
        "birth_date": "1985.2.3", "relationship_code": "02", "hi_dependent": "1"}


@pytest.fixture
def code(api, first, browser) -> str:
    """Somebody without a family, with the HR staff logged in."""
    assert Registration(api, [batch([person(first), person(first + 1)])]).all().ok
    browser.log_in("hr")
    return f"{first:010d}"


@pytest.fixture
def wife(browser, code) -> int:
    browser.edit(f"/hr/employees/{code}/family/new", **WIFE)
    return members(browser.get(f"/hr/employees/{code}").text)["伊藤 花子"]


def test_a_member_is_added_and_stands_in_the_list(browser, service, code):
    page = browser.edit(f"/hr/employees/{code}/family/new", files={"disability_cert_image": png()}, **WIFE)
    assert page.url.endswith("?done=added")
    detail = shown(page.text)
    assert (detail["続柄"], detail["家族生年月日"], detail["健康保険被扶養者"], detail["障害者手帳画像"]) == (
        "妻", "1985/02/03", "有", "登録あり")
    listed = re.sub(r"<[^>]+>", " ", browser.get(f"/hr/employees/{code}").text)
    assert re.search(r"伊藤 花子\s+イトウ ハナコ\s+妻\s+1985/02/03\s+有\s+登録なし", listed)
    (after,) = rows(service.data, "SELECT * FROM family WHERE employee_code = ?", code)
    assert after["version"] == 1
    assert after["match_key"] == match_key(MATCH, after)
    assert after["digest"] == row_digest([after[item] for item in FAMILY.linked_ids])
    action, target, changes = audit(service.data, code)[-1]
    assert (action, target) == ("家族の追加", f"{code}/家族 {after['id']}")
    assert changes["birth_date"] == [None, "1985-02-03"]
    assert changes["disability_cert_image"] == [None, "あり"]
    assert "employee_code" not in changes


def test_every_item_of_a_member_can_be_changed(browser, service, code, wife):
    path = f"/hr/employees/{code}/family/{wife}"
    typed: dict[str, str] = {}
    for item in SHEETS["edit"].fields(FAMILY):
        if item.shape.codes:
            typed[item.id] = item.shape.codes.entries[-1][0]
        elif not item.shape.apart:
            typed[item.id] = {"date": "2001/02/03", "yen": "1,000", "kana": "カナ"}.get(item.shape.kind, "変更後")
    typed |= {"zip": "150-0001", "phone_area": "03", "phone_city": "12", "phone_subscriber": "3456", "school_year": "3",
              "basic_pension_no_a": "1234", "basic_pension_no_b": "123456"}
    page = browser.edit(f"{path}/edit", **typed)
    assert "変更を登録しました。" in page.text, page.text
    after = record(service.data, code, wife)
    assert {item: after[item] for item in ("last_name", "shaho_annual_income", "school_year", "effective_from")} == {
        "last_name": "変更後", "shaho_annual_income": 1000, "school_year": 3, "effective_from": "2001-02-03"}
    assert after["match_key"] == match_key(MATCH, after)
    assert after["version"] == 2
    assert record(service.data, code)["version"] == 1
    assert filled(browser.get(f"{path}/edit").text).items() >= {"shaho_annual_income": "1,000"}.items()


@pytest.mark.parametrize(("changes", "item", "sentence"), [
    ({"birth_date": ""}, "birth_date", "家族生年月日を入力してください。連携の必須項目です。(NXD_VF_01)"),
    ({"relationship_code": ""}, "relationship_code", "続柄を選択してください。連携の必須項目です。(NXD_VF_02)"),
    ({"relationship_code": "99"}, "relationship_other", "続柄が「その他」のときは続柄（その他）を入力してください。(NXD_VF_10)"),
    ({"last_name": "伊 藤", "first_name": "花　子", "relationship_code": "11"}, "last_name",
     "同じ姓名・生年月日の家族が複数あります。(NXD_VF_04)"),
    ({"first_name": "別子"}, "relationship_code", "配偶者が複数登録されています。(NXD_VF_05)")])
def test_a_member_who_does_not_fit_is_refused(browser, service, code, wife, changes, item, sentence):
    page = browser.edit(f"/hr/employees/{code}/family/new", **(WIFE | changes))
    assert page.status_code == 422
    assert beside(page.text, item) == sentence
    assert len(rows(service.data, "SELECT id FROM family WHERE employee_code = ?", code)) == 1


def test_a_name_that_another_member_has_is_refused_when_changed_too(browser, service, code, wife):
    browser.edit(f"/hr/employees/{code}/family/new", **(WIFE | {"first_name": "太郎", "relationship_code": "11"}))
    child = members(browser.get(f"/hr/employees/{code}").text)["伊藤 太郎"]
    page = browser.edit(f"/hr/employees/{code}/family/{child}/edit", first_name="花子")
    assert beside(page.text, "last_name") == "同じ姓名・生年月日の家族が複数あります。(NXD_VF_04)"
    assert record(service.data, code, child)["first_name"] == "太郎"


def test_a_child_older_than_the_parent_is_warned_of(browser, service, code):
    page = browser.edit(f"/hr/employees/{code}/family/new", **(WIFE | {"birth_date": "1930/1/1",
                                                                       "relationship_code": "11"}))
    assert "(NXD_VF_08)" in page.text
    assert "家族を追加しました。" in page.text


def test_a_member_goes_with_number_and_pictures_after_being_asked(browser, service, code, wife, first):
    path = f"/hr/employees/{code}/family/{wife}"
    number = my_number(first)
    page = browser.edit(f"{path}/number", files={"my_number_doc_images__number": png(30)}, my_number=number,
                        my_number_purposes="扶養")
    assert shown(page.text)["個人番号"] == "登録あり"
    asked = browser.get(f"{path}/delete")
    assert "個人番号と書類の画像（1件）も削除されます。" in asked.text
    assert "登録あり" in browser.get(f"/hr/employees/{code}").text
    page = browser.post(f"{path}/delete", **filled(asked.text))
    assert "家族を削除しました。" in page.text
    assert members(page.text) == {}
    assert browser.get(path).status_code == 404
    for table in ("my_numbers", "attachments"):
        assert rows(service.data, f"SELECT * FROM {table} WHERE employee_code = ?", code) == []
    action, target, changes = audit(service.data, code)[-1]
    assert (action, target) == ("家族の削除", f"{code}/家族 {wife}")
    assert changes["last_name"] == ["伊藤", None]
    assert changes["my_number"] == ["あり", None]
    assert changes["my_number_doc_images"] == ["あり（番号確認書類）", None]
    assert number.encode() not in everything(service.data)


def test_a_deletion_of_what_changed_meanwhile_asks_again(browser, service, code, wife):
    path = f"/hr/employees/{code}/family/{wife}"
    asked = filled(browser.get(f"{path}/delete").text)
    browser.edit(f"{path}/edit", gender="female")
    page = browser.post(f"{path}/delete", **asked)
    assert page.status_code == 409
    assert "ほかの操作でこのデータが変更されました" in page.text
    assert record(service.data, code, wife)["version"] == 2


def test_another_persons_member_is_not_reached(browser, service, code, wife, first):
    wrong = f"/hr/employees/{first + 1:010d}/family/{wife}"
    fields = browser.form(f"/hr/employees/{code}/family/{wife}/edit")
    asked = filled(browser.get(f"/hr/employees/{code}/family/{wife}/delete").text)
    for page in (browser.get(wrong), browser.get(f"{wrong}/edit"), browser.get(f"{wrong}/number"),
                 browser.get(f"{wrong}/delete"), browser.send(f"{wrong}/edit", fields | {"first_name": "偽"}),
                 browser.post(f"{wrong}/delete", **asked)):
        assert page.status_code == 404
    for strange in ("0", "-1", "x", "99999999999999999999", f"{wife}'", "new/edit"):
        assert browser.get(f"/hr/employees/{code}/family/{strange}").status_code in (404, 422)
    assert record(service.data, code, wife)["version"] == 1


def test_another_company_reaches_nothing(browser, service, stranger, code, wife):
    person_path = f"/hr/employees/{code}"
    browser.edit(f"{person_path}/number", files={"my_number_doc_images__number": png()})
    paths = [f"{person_path}/edit", f"{person_path}/number", f"{person_path}/family/{wife}/edit",
             f"{person_path}/family/{wife}/number", f"{person_path}/family/new", f"{person_path}/family/{wife}/delete"]
    token = stranger.token("/hr/employees")
    before = (record(service.data, code), record(service.data, code, wife))
    for path in paths:
        assert stranger.get(path).status_code == 404
        fields = browser.form(path) | {"form_token": token, "first_name": "偽"}
        sent = stranger.post(path, **fields) if path.endswith("delete") else stranger.send(path, fields)
        assert sent.status_code == 404
    for path in (person_path, f"{person_path}/family/{wife}", f"{person_path}/pictures/my_number_doc_images.number"):
        assert stranger.get(path).status_code == 404
    assert (record(service.data, code), record(service.data, code, wife)) == before


def test_forms_without_our_token_are_refused(browser, service, code, wife):
    person_path = f"/hr/employees/{code}"
    for path in (f"{person_path}/edit", f"{person_path}/number", f"{person_path}/family/new",
                 f"{person_path}/family/{wife}/edit", f"{person_path}/family/{wife}/delete"):
        fields = browser.form(path)
        for token in ("", "0" * 64, "あ"):
            forged = fields | {"form_token": token, "position": "偽"}
            sent = browser.post(path, **forged) if path.endswith("delete") else browser.send(path, forged)
            assert sent.status_code == 422
            assert "画面の有効期限が切れました" in sent.text
        del forged["form_token"]
        assert (browser.post(path, **forged) if path.endswith("delete") else
                browser.send(path, forged)).status_code == 422
        crossed = browser.session.post(browser.url + path, data=fields, files={"photo": NO_FILE}, timeout=20,
                                       headers={"Sec-Fetch-Site": "cross-site"})
        assert crossed.status_code == 422
    assert (record(service.data, code)["version"], record(service.data, code, wife)["version"]) == (1, 1)


@pytest.mark.parametrize(("kind", "body"), [
    ("application/x-www-form-urlencoded", b"seen_version=1"), ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=b; charset=utf-7", b"--b\r\n\r\n+2AA-\r\n--b--"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"),
    ("multipart/form-data; boundary=b", b"".join(
        b'--b\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nx\r\n' % n for n in range(300)) + b"--b--"),
    ("text/plain", b"x")])
def test_strange_bodies_are_refused(browser, code, kind, body):
    answer = browser.session.post(f"{browser.url}/hr/employees/{code}/edit", data=body, timeout=20,
                                  headers={"Content-Type": kind})
    assert answer.status_code == 422


def test_a_form_beyond_all_measure_is_refused_as_a_whole(browser, code):
    page = browser.edit(f"/hr/employees/{code}/edit", files={"photo": bytes(17 * 1024 * 1024)})
    assert page.status_code == 413
    assert browser.edit(f"/hr/employees/{code}/edit", position="長" * 60_000).status_code == 422
    assert "変更された項目はありません。" in browser.edit(f"/hr/employees/{code}/edit").text


def test_only_what_the_form_offers_can_be_changed(browser, service, code, wife, first):
    before = (record(service.data, code), record(service.data, code, wife))
    more = {"employee_code": f"{first + 1:010d}", "tenant_id": "2", "id": "1", "version": "9", "digest": "x",
            "created_at": "x", "match_key": "x", "operation_start_date": "2020/01/01", "family_seq": "3"}
    for path in (f"/hr/employees/{code}/edit", f"/hr/employees/{code}/family/{wife}/edit"):
        number = {"my_number": my_number(first), "my_number_purposes": "税", "remove.my_number": "1"}
        page = browser.edit(path, files={"my_number_doc_images__number": png()}, **(more | number))
        assert "変更された項目はありません。" in page.text
    page = browser.edit(f"/hr/employees/{code}/number", files={"photo": png(), "disability_cert_image": png()},
                        position="偽", last_name="", **more)
    assert "変更された項目はありません。" in page.text
    assert (record(service.data, code), record(service.data, code, wife)) == before


def test_scripts_in_names_stay_words(browser, code):
    evil = '"><script>1</script>'[:12]
    browser.edit(f"/hr/employees/{code}/edit", position="<img src=x onerror=alert(1)>", first_name="{{7*7}}")
    browser.edit(f"/hr/employees/{code}/family/new", **(WIFE | {"last_name": "<b>", "first_name": evil}))
    person_page = browser.get(f"/hr/employees/{code}").text
    member = members(person_page)[f"<b> {evil}"]
    path = f"/hr/employees/{code}/family/{member}"
    pages = [person_page] + [browser.get(f"{path}{more}").text for more in ("", "/edit", "/number", "/delete")]
    pages.append(browser.edit(f"{path}/edit", birth_date="").text)
    for page in pages:
        assert "<b>" not in page
        assert evil not in page
        assert "<img src=x" not in page
        assert "style=" not in page
        assert not re.findall(r'(?:src|href)\s*=\s*["\']?(?:https?:)?//', page)
    assert "{{7*7}}" in person_page
