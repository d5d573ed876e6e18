"""What is changed by hand on the pages, and a registration from NX, meet."""

from itertools import pairwise

import pytest

from tests.eamano.browser import Browser, members, shown
from tests.eamano.people import my_number, person, png
from tests.eamano.relinked import Nx
from tests.eamano.service import Registration, Running, batch
from tests.eamano.store_look import audit, record, rows

WIFE = {"last_name": "伊藤", "first_name": "花子", "birth_date": "1985/02/03", "relationship_code": "02"}


@pytest.fixture
def code(api, first, browser) -> str:
    assert Registration(api, [batch([person(first)])], photos={f"{first:010d}": png()}).all().ok
    browser.log_in("hr")
    return f"{first:010d}"


@pytest.mark.parametrize("edit", ["record", "photo", "number", "document"])
def test_a_change_by_hand_after_the_comparison_stops_the_registration(api, browser, service, code, first, edit):
    nx = Nx(api)
    compared = nx.look([person(first, position="部長")])
    path = f"/hr/employees/{code}"
    if edit == "record":
        browser.edit(f"{path}/edit", position="課長")
    elif edit == "photo":
        browser.edit(f"{path}/edit", files={"photo": png(20)})
    elif edit == "number":
        browser.edit(f"{path}/number", my_number=my_number(first))
    else:
        browser.edit(f"{path}/number", files={"my_number_doc_images__number": png(20)})
    refused = nx.send([person(first, position="部長")], compared).all()
    assert refused.json()["type"].endswith("/stale-version")
    assert record(service.data, code)["version"] == 2
    _, done = nx.register([person(first, position="部長")])
    assert done["relinked"] == 1
    assert record(service.data, code)["position"] == "部長"


def test_a_member_added_by_hand_is_deleted_by_a_registration_that_lists_her(api, browser, service, code):
    browser.edit(f"/hr/employees/{code}/family/new", **WIFE)
    wife = members(browser.get(f"/hr/employees/{code}").text)["伊藤 花子"]
    browser.edit(f"/hr/employees/{code}/family/{wife}/number", files={"my_number_doc_images__number": png()},
                 my_number=my_number(3))
    nx = Nx(api, "family")
    _, done = nx.register([], people=[code])
    assert done["deleted"] == 1
    assert "家族は登録されていません。" in browser.get(f"/hr/employees/{code}").text
    assert rows(service.data, "SELECT * FROM attachments WHERE employee_code = ?", code) == []
    assert audit(service.data, code)[-1][1] == f"{code}/家族 {wife}"


def test_numbers_from_nx_take_documents_and_purposes_away(api, browser, code, first):
    path = f"/hr/employees/{code}"
    browser.edit(f"{path}/number", files={f"my_number_doc_images__{kind}": png() for kind in ("number", "identity")},
                 my_number_purposes="税", my_number_refusal="拒否（2020/04/01）")
    Nx(api).register([person(first)], numbers=[None])
    seen = shown(browser.get(path).text)
    assert [seen[label] for label in ("利用目的", "提出拒否の情報", "番号確認書類の画像", "身元確認書類の画像")] == [
        "—", "—", "登録なし", "登録なし"]


def test_the_switch_lets_replaced_photos_stand_in_the_audit_log(api, service: Running, browser, code, first):
    admin = Browser(service.url)
    admin.log_in("admin")
    path = "/admin/practice/settings"
    assert "実際のe-AMANOの画面ではありません" in admin.get(path).text
    entries = [len(audit(service.data, code))]
    for side, on in ((20, "0"), (30, "1"), (40, "0")):
        page = admin.post(path, admin.token(path), photo_audit=on)
        assert "練習の設定を登録しました。" in page.text
        assert ("checked" in page.text) == (on == "1")
        Nx(api).register([person(first)], photos={code: png(side)})
        entries.append(len(audit(service.data, code)))
    assert [after - before for before, after in pairwise(entries)] == [0, 1, 0]
    _, _, changes = audit(service.data, code)[-1]
    assert list(changes) == ["photo"]
    assert [len(digest) for digest in changes["photo"]] == [12, 12]
    assert admin.post(path, "0" * 64, photo_audit="1").status_code == 422
    admin.session.close()
