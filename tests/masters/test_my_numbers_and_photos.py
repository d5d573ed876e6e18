"""My Numbers: sealed, every access written down, gone when destroyed. Photos with their digests."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from nxdesk.masters.generate import my_number_for
from nxdesk.masters.portraits import HEIGHT, WIDTH, portrait
from nxdesk.masters.settings import StoredSettings
from nxdesk.masters.store import Masters, MastersUnavailable
from nxdesk.masters.tables import MY_NUMBERS
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
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


def test_members_have_numbers_of_their_own(any_masters: Masters) -> None:
    numbers, third = any_masters.my_numbers, my_number_for("0000000212", 1)
    numbers.set(ICHIRO, NUMBER, by="admin")
    numbers.set(ICHIRO, OTHER, by="admin", member=1)
    numbers.set(ICHIRO, Secret(third), by="admin", member=12)
    numbers.set(ICHIRO, third, by="admin", member=1)
    numbers.set(YUKO, OTHER, by="admin", member=2)
    assert [numbers.has(ICHIRO, member) for member in (0, 1, 2, 12)] == [True, True, False, True]
    assert [numbers.has(YUKO, member) for member in (0, 2)] == [False, True]
    found = numbers.get(ICHIRO, by="admin", purpose="確認", member=12)
    assert found is not None
    assert found.reveal() == third
    assert numbers.get(ICHIRO, by="admin", purpose="確認", member=2) is None
    assert numbers.bulk([YUKO, ICHIRO], by="jinji", purpose="連携", kind=FAMILY) == {
        (ICHIRO, 1): third, (ICHIRO, 12): third, (YUKO, 2): OTHER}
    assert numbers.bulk([YUKO, ICHIRO], by="jinji", purpose="連携", kind=EMPLOYEE) == {(ICHIRO, 0): NUMBER}
    assert numbers.bulk([YUKO, ICHIRO], by="jinji", purpose="連携") == {ICHIRO: NUMBER}
    assert numbers.having([ICHIRO, YUKO]) == {ICHIRO}
    assert numbers.having([ICHIRO, YUKO, "0000000212"], FAMILY) == {(ICHIRO, 1), (ICHIRO, 12), (YUKO, 2)}
    numbers.set(ICHIRO, None, by="admin")
    assert numbers.having([ICHIRO], FAMILY) == {(ICHIRO, 1), (ICHIRO, 12)}
    assert numbers.having([ICHIRO]) == frozenset()


def test_the_log_is_read_by_person_and_piece(any_masters: Masters, clock: Clock) -> None:
    numbers = any_masters.my_numbers
    numbers.set(ICHIRO, NUMBER, by="admin")
    clock.set(Clock.parse("2020-04-07 10:00"))
    numbers.set(ICHIRO, OTHER, by="jinji", member=3)
    numbers.set(YUKO, OTHER, by="admin")
    told = [(row.at, row.by, row.employee_code, row.family_seq) for row in numbers.accesses()]
    assert told == [("2020-04-07T10:00:00", "admin", YUKO, 0), ("2020-04-07T10:00:00", "jinji", ICHIRO, 3),
                    ("2020-04-06T09:00:53", "admin", ICHIRO, 0)]
    everything = numbers.accesses()
    assert numbers.accesses(code=ICHIRO) == everything[1:]
    assert numbers.accesses(limit=1, before=everything[0].id) == [everything[1]]
    assert numbers.accesses(before=everything[-1].id) == []
    assert (numbers.access_count(), numbers.access_count(YUKO)) == (3, 1)


@pytest.mark.parametrize("grouping", ["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}"])
def test_a_number_typed_as_the_purpose_does_not_get_into_the_log(grouping: str, masters: Masters, file: Path) -> None:
    typed = grouping.format(NUMBER[:4], NUMBER[4:8], NUMBER[8:])
    masters.my_numbers.set(ICHIRO, NUMBER, by="admin", member=1, purpose=f"番号{typed}の登録")
    masters.my_numbers.get(ICHIRO, by="admin", purpose=typed, member=1)
    assert {row.purpose for row in masters.my_numbers.accesses()} == {"•" * 12, f"番号{'•' * 12}の登録"}
    held = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert typed.encode() not in held


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
        connection.execute(insert(MY_NUMBERS).values(row._asdict() | {"family_seq": 1}))
    for code, member in ((YUKO, 0), (ICHIRO, 1)):
        with pytest.raises(MastersUnavailable) as caught:
            masters.my_numbers.get(code, by="admin", purpose="x", member=member)
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
