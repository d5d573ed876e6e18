"""従業員の変更 on the pages: every item, what is refused, what the record, the audit log and the way back hold after."""

import pytest

from nxdesk.eamano.pages.forms import SHEETS
from nxdesk.records.digests import row_digest
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Field
from tests.eamano.browser import beside, filled, shown
from tests.eamano.people import my_number, person, png
from tests.eamano.service import Registration, batch
from tests.eamano.store_look import audit, everything, record, rows, text_of

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(200))
SAVED = "変更を登録しました。"


@pytest.fixture
def code(api, first, browser) -> str:
    """Somebody who is registered, with the HR staff logged in."""
    assert Registration(api, [batch([person(first), person(first + 1)])]).all().ok
    browser.log_in("hr")
    return f"{first:010d}"


def sample(item: Field) -> tuple[str, str]:
    """Something else for the item, as typed and as the page shows it afterwards."""
    if item.shape.codes:
        chosen = item.shape.codes.entries[-1]
        return chosen[0], chosen[1]
    known = {
        "zip": ("１５００００１", "150-0001"), "resident_zip": ("1500001", "150-0001"), "phone_area": ("03", "03"),
        "phone_city": ("1234", "1234"), "phone_subscriber": ("5678", "5678"), "mobile_phone": ("090-1", "090-1"),
        "emergency_phone": ("03-1", "03-1"), "hi_insured_no": ("12", "12"), "ep_insured_no": ("13", "13"),
        "basic_pension_no_a": ("1234", "1234"), "basic_pension_no_b": ("123456", "123456"),
        "std_remuneration_health": ("200,000円", "200,000円"), "std_remuneration_pension": ("200000", "200,000円"),
        "std_remuneration_since": ("2019/9", "2019年9月"), "ei_insured_no": ("12345678901", "1234-567890-1"),
        "weekly_hours": ("40:00", "40:00"), "foreign_card_no": ("AB12345678CD", "AB12345678CD"),
        "company_email": ("a@example.jp", "a@example.jp"), "private_email": ("b@example.jp", "b@example.jp"),
        "birth_date": ("1980年2月9日", "1980/02/09"), "shaho_acquired_on": ("20100401", "2010/04/01")}
    by_shape = {"date": ("２０２０．４．６", "2020/04/06"), "kana": ("やまだ", "ヤマダ"), "yen": ("1,200円", "1,200円"),
                "text": ("変更後", "変更後")}
    return known.get(item.id) or by_shape[item.shape.kind]


def test_every_item_can_be_changed_and_reads_as_changed(browser, service, code):
    items = [item for sheet in SHEETS.values() for item in sheet.fields(EMPLOYEE) if not item.shape.apart]
    assert {item.id for item in items} == {item.id for item in EMPLOYEE.eamano_columns} - {"employee_code"}
    for sheet in SHEETS.values():
        typed = {item.id: sample(item)[0] for item in sheet.fields(EMPLOYEE) if not item.shape.apart}
        page = browser.edit(f"/hr/employees/{code}/{sheet.id}", **typed)
        assert SAVED in page.text, page.text
    detail = shown(page.text)
    assert {item.label: detail[item.label] for item in items} == {item.label: sample(item)[1] for item in items}
    after = record(service.data, code)
    assert after["version"] == 3
    assert after["digest"] == row_digest([after[item] for item in EMPLOYEE.linked_ids])
    assert after["updated_at"] >= after["created_at"]


def test_an_edit_changes_what_was_typed_and_nothing_else(browser, service, code):
    before = rows(service.data, "SELECT * FROM employee ORDER BY id")
    page = browser.edit(f"/hr/employees/{code}/edit", position="課長", commute_pass_amount="12,300円")
    assert page.url.endswith("?done=saved")
    after = rows(service.data, "SELECT * FROM employee ORDER BY id")
    meta = {"version", "updated_at", "digest"}
    different = {(row["employee_code"], name) for was, row in zip(before, after, strict=True) for name in row
                 if row[name] != was[name] and name not in meta}
    assert different == {(code, "position"), (code, "commute_pass_amount")}
    assert [row for row in after if row["employee_code"] != code] == [
        row for row in before if row["employee_code"] != code]
    action, target, changes = audit(service.data, code)[-1]
    assert (action, target) == ("従業員の変更", code)
    assert changes == {"position": [None, "課長"], "commute_pass_amount": [None, 12_300]}
    (run,) = rows(service.data, "SELECT r.actor, r.address, u.action, u.run FROM audit_runs r JOIN undo_runs u ON "
                                "u.tenant_id = r.tenant_id AND u.run = r.run ORDER BY r.run DESC LIMIT 1")
    assert (run["actor"], run["address"], run["action"]) == ("人事 花子", "127.0.0.1", "従業員の変更")


def test_an_edit_that_changes_nothing_writes_nothing(browser, service, code):
    before = (record(service.data, code), len(audit(service.data, code)))
    page = browser.edit(f"/hr/employees/{code}/edit")
    assert "変更された項目はありません。" in page.text
    assert (record(service.data, code), len(audit(service.data, code))) == before


@pytest.mark.parametrize(("item", "typed", "sentence"), [
    ("company_email", "", "会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"),
    ("last_name", " ", "姓を入力してください。(NXD_K_01)"),
    ("last_name_kana", "伊藤", "姓カナは全角カタカナで入力してください。(NXD_VE_03)"),
    ("birth_date", "2001/02/29", "生年月日に存在しない日付が入力されています。(NXD_K_03)"),
    ("birth_date", "2150/01/01", "生年月日に未来の日付が入力されています。(NXD_VE_04B)"),
    ("retire_date", "1999/01/01", "退職年月日が入社年月日より前です。(NXD_VE_05B)"),
    ("basic_pension_no_a", "1234", "基礎年金番号は課所符号と一連符号の両方を入力してください。(NXD_VE_07B)"),
    ("gender", "robot", "性別は選択肢から選んでください。(NXD_K_07)"),
    ("commute_pass_amount", "9" * 5000, "定期代は0～9,999,999円の整数で入力してください。(NXD_K_05)"),
    ("position", "長" * 41, "役職は40文字以内で入力してください。使えない文字（改行など）は含められません。(NXD_K_02)"),
    ("position", "a\u202eb", "役職は40文字以内で入力してください。使えない文字（改行など）は含められません。(NXD_K_02)")])
def test_what_is_wrong_stands_beside_its_item_and_nothing_typed_is_lost(browser, service, code, item, typed, sentence):
    before = record(service.data, code)
    page = browser.edit(f"/hr/employees/{code}/edit", **{"department_name": "試験課", item: typed})
    assert page.status_code == 422
    place = "basic_pension_no_b" if item == "basic_pension_no_a" else item
    assert beside(page.text, place) == sentence
    again = filled(page.text)
    assert (again["department_name"], again[item]) == ("試験課", typed)
    assert record(service.data, code) == before


def test_what_others_did_meanwhile_is_told_and_not_overwritten(browser, service, code):
    path = f"/hr/employees/{code}/edit"
    mine = browser.form(path) | {"position": "部長"}
    assert SAVED in browser.edit(path, position="主任", department_name="総務課").text
    page = browser.send(path, mine)
    assert page.status_code == 409
    assert "ほかの操作でこのデータが変更されました" in page.text
    assert "現在の値: 主任" in page.text
    assert "現在の値: 総務課" in page.text
    assert filled(page.text)["position"] == "部長"
    assert browser.send(path, filled(page.text)).status_code == 409
    assert record(service.data, code)["position"] == "主任"


@pytest.mark.parametrize("version", ["", "0", "2", "99", "-1", "1.0", "x", "１", "9" * 400, "1 OR 1=1"])
def test_a_forged_version_does_not_pass(browser, service, code, version):
    page = browser.edit(f"/hr/employees/{code}/edit", position="偽", seen_version=version)
    assert page.status_code == 409
    assert record(service.data, code)["position"] is None


def test_a_photo_by_hand_is_kept_and_stands_in_the_audit_log(browser, service, code):
    path = f"/hr/employees/{code}/edit"
    assert SAVED in browser.edit(path, files={"photo": png()}).text
    assert browser.get(f"/hr/employees/{code}/photo").content == png()
    assert SAVED in browser.edit(path, files={"photo": JPEG}).text
    assert browser.get(f"/hr/employees/{code}/photo").headers["Content-Type"] == "image/jpeg"
    assert "変更された項目はありません。" in browser.edit(path, files={"photo": JPEG}).text
    assert SAVED in browser.edit(path, **{"remove.photo": "1"}).text
    assert browser.get(f"/hr/employees/{code}/photo").status_code == 404
    told = [changes for _, _, changes in audit(service.data, code)[-3:]]
    assert told == [{"photo": [None, "あり"]}, {"photo": ["あり", "あり（差し替え）"]}, {"photo": ["あり", None]}]
    assert record(service.data, code)["version"] == 4


def test_documents_are_sealed_looked_at_and_taken_away(browser, service, code):
    path = f"/hr/employees/{code}/number"
    secret = png(147)
    page = browser.edit(path, files={"my_number_doc_images__number": secret, "my_number_doc_images__identity": JPEG},
                        my_number_purposes="社会保険・税", my_number_refusal="なし")
    assert shown(page.text)["番号確認書類の画像"] == "登録あり"
    picture = f"/hr/employees/{code}/pictures/my_number_doc_images.number"
    assert browser.get(picture).content == secret
    assert secret not in everything(service.data)
    assert "番号確認書類の画像の表示" in browser.get(path).text
    page = browser.edit(path, **{"remove.my_number_doc_images.number": "1"})
    assert shown(page.text)["番号確認書類の画像"] == "登録なし"
    assert browser.get(picture).status_code == 404
    assert [changes for _, _, changes in audit(service.data, code)[-2:]] == [
        {"my_number_purposes": [None, "社会保険・税"], "my_number_refusal": [None, "なし"],
         "my_number_doc_images": [None, "あり（番号確認書類・身元確認書類）"]},
        {"my_number_doc_images": ["あり（番号確認書類・身元確認書類）", "あり（身元確認書類）"]}]
    page = browser.edit(f"/hr/employees/{code}/edit", files={"disability_cert_image": JPEG})
    assert shown(page.text)["障害者手帳画像"] == "登録あり"
    assert browser.get(f"/hr/employees/{code}/pictures/disability_cert_image").content == JPEG


def test_a_my_number_is_registered_replaced_and_deleted_and_never_seen(browser, service, code, first):
    path = f"/hr/employees/{code}/number"
    numbers = [my_number(first), my_number(first + 1)]
    pages = [browser.edit(path, my_number=f"{numbers[0][:4]}-{numbers[0][4:8]} {numbers[0][8:]}")]
    assert shown(pages[0].text)["個人番号"] == "登録あり"
    pages += [browser.edit(path, my_number=numbers[1]), browser.get(path)]
    wrong = numbers[1][:11] + str((int(numbers[1][11]) + 1) % 10)
    refused = browser.edit(path, my_number=wrong, my_number_purposes="税")
    assert beside(refused.text, "my_number") == "個人番号の検査用数字が正しくありません。(NXD_VE_06)"
    assert filled(refused.text)["my_number"] == ""
    assert filled(refused.text)["my_number_purposes"] == "税"
    both = browser.edit(path, **{"my_number": numbers[0], "remove.my_number": "1"})
    assert "(NXD_E_01)" in beside(both.text, "my_number")
    pages += [refused, both, browser.edit(path, **{"remove.my_number": "1"})]
    assert shown(pages[-1].text)["個人番号"] == "登録なし"
    told = audit(service.data, code)
    assert [changes["my_number"] for _, _, changes in told[-3:]] == [
        [None, "あり"], ["あり", "あり（差し替え）"], ["あり", None]]
    logged = rows(service.data, "SELECT actor, purpose, member FROM my_number_log WHERE employee_code = ?", code)
    assert [tuple(row.values()) for row in logged] == [("人事 花子", "従業員の変更", 0)] * 3
    assert record(service.data, code)["version"] == 4
    seen = "".join(page.text for page in pages) + text_of(told) + service.log.read_text()
    for number in (*numbers, wrong):
        assert number not in seen
        assert number.encode() not in everything(service.data)


def test_sensitive_values_are_masked_in_the_audit_log(browser, service, code):
    secret = {"basic_pension_no_a": "4321", "basic_pension_no_b": "987654", "foreign_card_no": "QX98765432ZY",
              "disability_cert_no": "東京都第98765号", "disability_class": "2"}
    assert SAVED in browser.edit(f"/hr/employees/{code}/edit", **secret).text
    _, _, changes = audit(service.data, code)[-1]
    assert changes == {item: [None, "●"] if item != "disability_class" else ["●", "●"] for item in secret}


@pytest.mark.parametrize("picture", [b"GIF89a" + bytes(50), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"",
                                     b"\x89PNG\r\n\x1a\n" + bytes(1_048_576), b"\xff\xd8\xff" + bytes(3_000_000)],
                         ids=["gif", "svg", "empty", "large", "very large"])
def test_wrong_pictures_are_refused_beside_their_item(browser, service, code, picture):
    page = browser.edit(f"/hr/employees/{code}/edit", files={"photo": picture}, position="課長")
    assert page.status_code == 422
    assert beside(page.text, "photo") == "顔写真はJPEG・PNG 1MB以内の画像を選んでください。(NXD_K_08)"
    assert filled(page.text)["position"] == "課長"
    page = browser.edit(f"/hr/employees/{code}/number", files={"my_number_doc_images__identity": picture})
    assert beside(page.text, "my_number_doc_images.identity").startswith("身元確認書類はJPEG・PNG")
    assert record(service.data, code)["version"] == 1
