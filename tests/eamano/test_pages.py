"""The pages as a browser and as an attacker would use them."""

import re

import pytest

from nxdesk.eamano import practice
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.accounts import create_account
from nxdesk.eamano.store.tenants import create_tenant
from nxdesk.records.clock import Clock
from tests.eamano.browser import ACCOUNTS, HOMES, PATHS, Browser
from tests.eamano.people import my_number, person, png
from tests.eamano.service import Api, Registration, batch, new_id
from tests.prepared import quick_hash


@pytest.fixture(params=["admin", "hr"])
def screen(request) -> str:
    return request.param


def test_the_front_leads_to_both_screens(browser):
    page = browser.get("/")
    assert "管理者画面" in page.text
    assert "人事担当者向け画面" in page.text


def test_a_login_leads_to_the_screens_menu(browser, screen):
    shown = browser.get(PATHS[screen]).text
    assert all(word in shown for word in ACCOUNTS[screen])
    page = browser.log_in(screen)
    assert (page.status_code, page.url) == (200, browser.url + HOMES[screen])
    assert {"admin": "NX連携設定", "hr": "従業員一覧"}[screen] in page.text
    assert browser.get(PATHS[screen]).url == browser.url + HOMES[screen]


def test_a_wrong_user_and_a_wrong_password_get_one_answer(browser, screen):
    other = next(name for name in PATHS if name != screen)
    tries = ((ACCOUNTS[screen][0], "wrong"), ("nobody", "wrong"), ACCOUNTS[other], ("' OR 1=1 --", "x"))
    pages = [browser.log_in(screen, *given) for given in tries]
    assert [page.status_code for page in pages] == [403] * 4
    assert all("ユーザーIDまたはパスワードが正しくありません。" in page.text for page in pages)


@pytest.mark.parametrize("path", ["/admin/nx", "/admin/nx/add", "/admin/nx/ids/1/revoke", "/hr/employees",
                                  "/hr/employees/0000000001", "/hr/employees/0000000001/photo",
                                  "/hr/employees/0000000001/edit", "/hr/employees/0000000001/number",
                                  "/hr/employees/0000000001/family/new", "/hr/employees/0000000001/family/1/delete",
                                  "/hr/employees/0000000001/pictures/disability_cert_image",
                                  "/admin/practice/settings"])
def test_nothing_without_a_login(browser, path):
    page = browser.get(path)
    assert page.url == browser.url + "/" + path.split("/")[1]
    assert "ログイン" in page.text
    assert browser.post("/admin/nx/add", "0" * 64, contact="x").url == browser.url + "/admin"


def test_a_login_to_one_screen_opens_no_other(browser):
    browser.log_in("hr")
    assert browser.get("/admin/nx").url == browser.url + "/admin"
    stolen = browser.session.cookies["eamano_hr"]
    browser.session.cookies.set("eamano_admin", stolen, path="/admin")
    assert browser.get("/admin/nx").url.endswith("/admin?expired=true")


def test_a_session_is_new_at_every_login_and_over_after_logout(browser, screen):
    browser.session.cookies.set(f"eamano_{screen}", "planted-by-somebody", path=PATHS[screen],
                                domain="127.0.0.1")
    browser.log_in(screen)
    cookie = next(c for c in browser.session.cookies if c.name == f"eamano_{screen}")
    assert cookie.value != "planted-by-somebody"
    assert cookie.path == PATHS[screen]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite").lower() == "strict"
    page = browser.post(f"{PATHS[screen]}/logout", browser.token(HOMES[screen]))
    assert page.url == browser.url + PATHS[screen]
    browser.session.cookies.set(f"eamano_{screen}", cookie.value, path=PATHS[screen], domain="127.0.0.1")
    assert "expired" in browser.get(HOMES[screen]).url


def test_forged_forms_are_refused(browser, service):
    login = browser.post("/admin", "0" * 64, user=ACCOUNTS["admin"][0], password=ACCOUNTS["admin"][1])
    assert login.status_code == 422
    browser.log_in("admin")
    token = browser.token("/admin/nx/add")
    for page in (browser.post("/admin/nx/add", contact="偽造"), browser.post("/admin/nx/add", "0" * 64, contact="偽造"),
                 browser.post("/admin/nx/add", "あ", contact="偽造"),
                 browser.session.post(service.url + "/admin/nx/add", data={"form_token": token, "contact": "偽造"},
                                      headers={"Sec-Fetch-Site": "cross-site"}, timeout=20)):
        assert page.status_code == 422
        assert "画面の有効期限が切れました" in page.text
    assert "偽造" not in browser.get("/admin/nx").text


def test_an_id_is_issued_read_again_used_and_revoked(browser, service):
    browser.log_in("admin")
    assert "承認用IDの追加" in browser.get("/admin/nx").text
    contact = "天野PC、NX連携設定 <script>alert(1)</script>"
    page = browser.post("/admin/nx/add", browser.token("/admin/nx/add"), contact=contact, my_number="1")
    assert page.url == browser.url + "/admin/nx?done=added"
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    number, auth_id = re.findall(r'id="nx-auth-id-(\d+)">([A-Z0-9]{32})<', page.text)[0]
    assert f'id="nx-customer">{practice.CUSTOMER_ID}<' in page.text
    assert f'id="nx-url">{service.url}<' in page.text
    with Api(service.url, auth_id) as api:
        assert api("GET", "/v1/connection").json()["my_number_allowed"] is True
        path = f"/admin/nx/ids/{number}/revoke"
        assert "無効" in browser.post(path, browser.token(path)).text
        assert api("GET", "/v1/connection").json()["type"].endswith("/problems/auth-id-revoked")
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(("fields", "words"), [
    ({"contact": " "}, "連絡先を入力してください。"), ({"contact": "長" * 51}, "50文字以内"),
    ({"contact": "a\u2028b"}, "50文字以内"), ({"contact": "x", "expires": "2001-01-01"}, "今日以降"),
    ({"contact": "x", "expires": "来年"}, "日付で入力")])
def test_what_is_entered_wrongly_is_named(browser, fields, words):
    browser.log_in("admin")
    page = browser.post("/admin/nx/add", browser.token("/admin/nx/add"), **fields)
    assert page.status_code == 422
    assert words in page.text


def test_employees_are_found_and_shown_without_their_number(browser, api, first):
    code = f"{first:010d}"
    rows = [person(first, last_name="<b>葛西", department_name="総務課"), *(person(first + n) for n in range(1, 60))]
    registration = Registration(api, [batch(rows, my_numbers=[my_number(first), *[None] * 59])], photos={code: png()},
                                with_my_number=True)
    assert registration.all().ok
    browser.log_in("hr")
    listed = browser.get("/hr/employees", params={"q": "葛西 総務課"})
    assert "&lt;b&gt;葛西" in listed.text
    assert "<b>葛西" not in listed.text
    everybody = browser.get("/hr/employees", params={"q": str(first)[:-2]}).text
    assert 'id="hr-next"' in everybody
    detail = browser.get(f"/hr/employees/{code}").text
    for words in ("雇用保険被保険者番号保持有無", "登録あり", "会社メールアドレス", "2010/04/01", "適用開始日"):
        assert words in detail
    assert my_number(first) not in detail
    assert "登録なし" in browser.get(f"/hr/employees/{first + 1:010d}").text
    photo = browser.get(f"/hr/employees/{code}/photo")
    assert (photo.headers["Content-Type"], photo.content) == ("image/png", png())
    assert browser.get("/hr/employees/9999999999").status_code == 404
    assert browser.get("/hr/employees/..%2fx").status_code in (404, 422)


def test_tenants_do_not_see_each_other(browser, service, api, first):
    store = open_service(service.data, Clock())
    customer = f"OTHER{first}"
    with store.database.write() as connection:
        tenant = create_tenant(connection, customer, "別会社", ["年末調整"], "2020-01-01T00:00:00Z")
        for screen in PATHS:
            create_account(connection, tenant.id, screen=screen, login=f"{screen}{first}", name="別 人",
                           password_hash=quick_hash("x"), stamp="2020-01-01T00:00:00Z")
    store.database.close()
    assert Registration(api, [batch([person(first)])]).all().ok
    browser.log_in("hr", f"hr{first}", "x")
    assert "従業員はまだ登録されていません" in browser.get("/hr/employees").text
    assert browser.get(f"/hr/employees/{first:010d}").status_code == 404
    browser.log_in("admin", f"admin{first}", "x")
    page = browser.get("/admin/nx").text
    assert "認証用IDはまだありません" in page
    assert browser.get("/admin/nx/ids/1/revoke").status_code == 404
    assert browser.post("/admin/nx/ids/1/revoke", browser.token("/admin/nx/add")).status_code == 404
    with Api(service.url, new_id(service.data, customer_id=customer), customer) as theirs:
        assert theirs("POST", "/v1/employee/lookup", {"codes": [f"{first:010d}"]}).json()["rows"] == []
        assert Registration(theirs, [batch([person(first)])]).all().json()["registered"] == 1
    with Api(service.url, new_id(service.data), customer) as mixed:
        assert mixed("GET", "/v1/connection").status_code == 401


@pytest.mark.parametrize("path", ["/", "/admin", "/hr", "/problems/stale-version", "/assets/eamano.css", "/nothing"])
def test_every_page_is_locked_down(browser, path):
    headers = browser.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "server" not in {name.lower() for name in headers}


def test_pages_need_nothing_from_elsewhere(browser):
    for path in ("/", "/admin", "/hr", "/assets/eamano.css", "/assets/copy.js"):
        found = browser.get(path).text
        assert not re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?(?:https?:)?//', found)
        assert "style=" not in found


def test_logins_that_keep_failing_are_slowed_down(start):
    running = start("failures_a_minute=2")
    browser = Browser(running.url)
    for status in (403, 403, 429):
        assert browser.log_in("admin", "x", "y").status_code == status
    browser.session.close()


def test_a_missing_page_is_shown_to_people(browser):
    page = browser.get("/nothing")
    assert page.status_code == 404
    assert "問い合わせ番号" in page.text
