"""My Numbers: sealed, every access written down, gone when destroyed. Photos with their digests."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, update

from nxdesk.masters.generate import my_number_for
from nxdesk.masters.portraits import HEIGHT, WIDTH, portrait
from nxdesk.masters.settings import StoredSettings
from nxdesk.masters.store import Masters, MastersUnavailable
from nxdesk.masters.tables import MY_NUMBERS
from nxdesk.vault.secret import Secret

ICHIRO, YUKO = "0000000101", "0000000131"
NUMBER, OTHER = my_number_for(ICHIRO, 1), my_number_for(YUKO, 1)


def test_numbers_are_kept_and_every_access_is_written_down(any_masters: Masters) -> None:
    numbers = any_masters.my_numbers
    numbers.set(ICHIRO, Secret(NUMBER), by="admin")
    numbers.set(YUKO, OTHER, by="admin")
    found = numbers.get(ICHIRO, by="admin", purpose="本人確認")
    assert found is not None
    assert found.reveal() == NUMBER
    assert numbers.get("0000000212", by="admin", purpose="x") is None
    assert numbers.bulk([YUKO, ICHIRO, "0000000212"], by="jinji", purpose="連携") == {ICHIRO: NUMBER, YUKO: OTHER}
    assert numbers.has(ICHIRO)
    assert not numbers.has("0000000212")
    assert numbers.having([ICHIRO, YUKO, "0000000212"]) == {ICHIRO, YUKO}
    log = [(row.by, row.employee_code, row.action, row.purpose) for row in numbers.accesses()]
    assert log == [("jinji", YUKO, "一括", "連携"), ("jinji", ICHIRO, "一括", "連携"), ("admin", ICHIRO, "閲覧", "本人確認"),
                   ("admin", YUKO, "登録", "登録"), ("admin", ICHIRO, "登録", "登録")]
    assert NUMBER not in str(numbers.accesses())


def test_a_destroyed_number_is_gone_and_its_destruction_known(any_masters: Masters) -> None:
    numbers = any_masters.my_numbers
    numbers.set(ICHIRO, Secret(NUMBER), by="admin")
    numbers.set(ICHIRO, None, by="admin", purpose="退職後の保存期間経過")
    numbers.set(ICHIRO, None, by="admin")
    assert not numbers.has(ICHIRO)
    assert numbers.get(ICHIRO, by="admin", purpose="x") is None
    assert [(row.action, row.purpose) for row in numbers.accesses()] == [
        ("削除", "退職後の保存期間経過"), ("登録", "登録")]


def test_a_number_cannot_be_passed_off_as_somebody_elses(masters: Masters) -> None:
    masters.my_numbers.set_many({ICHIRO: Secret(NUMBER), YUKO: Secret(OTHER)}, by="admin")
    with masters.database.writing() as connection:
        row = connection.execute(select(MY_NUMBERS).where(MY_NUMBERS.c.employee_code == ICHIRO)).one()
        connection.execute(update(MY_NUMBERS).where(MY_NUMBERS.c.employee_code == YUKO)
                           .values(person_key=row.person_key, sealed=row.sealed))
    with pytest.raises(MastersUnavailable) as caught:
        masters.my_numbers.get(YUKO, by="admin", purpose="x")
    assert caught.value.code == "NXD_M_08"
    assert NUMBER not in str(caught.value)


def test_secrets_do_not_stand_in_the_files(masters: Masters, file: Path) -> None:
    secrets = ["認証-ABCDEF12345", "代理ユーザー名", "代理パスワード", NUMBER, "ログイン語9"]
    masters.settings.save(StoredSettings(url="http://localhost/", customer_id="C", auth_id=Secret(secrets[0]),
                                         proxy_user=secrets[1], proxy_password=Secret(secrets[2])))
    masters.my_numbers.set(ICHIRO, Secret(NUMBER), by="admin")
    masters.my_numbers.bulk([ICHIRO], by="admin", purpose="連携")
    masters.users.create("admin", secrets[4], "天野 太郎")
    held = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert len(held) > 10_000
    assert not [secret for secret in secrets for form in ("utf-8", "utf-16-le", "utf-16-be", "shift_jis")
                if secret.encode(form) in held]


def test_a_destroyed_key_is_not_left_in_the_files(masters: Masters, file: Path) -> None:
    masters.my_numbers.set(ICHIRO, Secret(NUMBER), by="admin")
    with masters.database.reading() as connection:
        key, sealed = connection.execute(select(MY_NUMBERS.c.person_key, MY_NUMBERS.c.sealed)).one()
    masters.my_numbers.set(ICHIRO, None, by="admin")
    held = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert bytes(key) not in held
    assert bytes(sealed) not in held


def test_photos_are_kept_replaced_and_removed(any_masters: Masters) -> None:
    photos, first, second = any_masters.photos, portrait(1), portrait(2)
    photos.set(ICHIRO, first, by="admin")
    photos.set(YUKO, second, by="admin")
    photos.set(ICHIRO, second, by="admin")
    assert photos.get(ICHIRO) == second
    assert photos.digests([ICHIRO, YUKO, "0000000212"]) == dict.fromkeys((ICHIRO, YUKO), sha256(second).hexdigest())
    photos.set(YUKO, None, by="admin")
    assert photos.get(YUKO) is None
    assert photos.codes_with_photo([ICHIRO, YUKO]) == {ICHIRO}


def test_a_portrait_is_a_png() -> None:
    picture = portrait(101)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (WIDTH, HEIGHT)
    assert len({portrait(number) for number in range(8)}) == 8
