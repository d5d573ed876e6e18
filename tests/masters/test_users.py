"""Logging in: right and wrong passwords, and the lock after five wrong ones. On SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from nxdesk.masters.store import Masters
from nxdesk.masters.users import DuplicateUser, User, UserRefused
from nxdesk.records.clock import Clock
from nxdesk.vault import passwords
from tests.prepared import QUICK


def refusal(masters: Masters, clock: Clock, password: str, user_id: str = "admin") -> UserRefused:
    with pytest.raises(UserRefused) as caught:
        masters.users.verify(user_id, password, clock.now())
    return caught.value


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that are checked at once, for many tries one after the other."""
    monkeypatch.setattr(passwords, "_HASHER", QUICK)


@pytest.fixture
def admin(any_masters: Masters) -> User:
    return any_masters.users.create("admin", "正しい1", "天野 太郎", system_admin=True, my_number=True)


def test_the_right_password_opens(any_masters: Masters, admin: User, clock: Clock) -> None:
    assert any_masters.users.verify("admin", "正しい1", clock.now()) == admin
    assert any_masters.users.list() == (User("admin", "天野 太郎", True, True),)
    with pytest.raises(DuplicateUser):
        any_masters.users.create("admin", "x", "別人")


def test_a_wrong_user_and_a_wrong_password_look_alike(any_masters: Masters, admin: User, clock: Clock) -> None:
    wrong, unknown = refusal(any_masters, clock, "誤り"), refusal(any_masters, clock, "誤り", "nobody")
    assert (wrong.code, wrong.sentence) == (unknown.code, unknown.sentence)
    assert (wrong.code, wrong.sentence) == ("NXD_L_01", "ユーザーIDまたはパスワードが正しくありません。")


@pytest.mark.usefixtures("quick")
def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(any_masters: Masters, admin: User, clock: Clock) -> None:
    assert [refusal(any_masters, clock, "誤り").code for _ in range(4)] == ["NXD_L_01"] * 4
    fifth = refusal(any_masters, clock, "誤り")
    assert (fifth.code, fifth.minutes) == ("NXD_L_02", 15)
    clock.set(clock.now() + timedelta(minutes=14, seconds=30))
    still = refusal(any_masters, clock, "正しい1")
    assert (still.code, still.minutes) == ("NXD_L_02", 1)
    assert "1分後" in still.sentence
    clock.set(clock.now() + timedelta(seconds=31))
    assert [refusal(any_masters, clock, "誤り").code for _ in range(4)] == ["NXD_L_01"] * 4
    assert any_masters.users.verify("admin", "正しい1", clock.now()) == admin
    assert refusal(any_masters, clock, "誤り").code == "NXD_L_01"


@pytest.mark.usefixtures("quick")
def test_a_right_password_forgives_the_wrong_ones(any_masters: Masters, admin: User, clock: Clock) -> None:
    for _ in range(2):
        assert [refusal(any_masters, clock, "誤り").code for _ in range(4)] == ["NXD_L_01"] * 4
        assert any_masters.users.verify("admin", "正しい1", clock.now()) == admin


@pytest.mark.usefixtures("quick")
def test_a_practice_clock_set_back_does_not_lock_for_years(any_masters: Masters, admin: User, clock: Clock) -> None:
    for _ in range(5):
        refusal(any_masters, clock, "誤り")
    clock.set(clock.now() - timedelta(days=700))
    assert any_masters.users.verify("admin", "正しい1", clock.now()) == admin


def test_many_guesses_at_once_are_no_more_than_five(any_masters: Masters, admin: User, clock: Clock) -> None:
    def guess(number: int) -> str:
        return refusal(any_masters, clock, f"誤り{number}").code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(12)))
    assert codes.count("NXD_L_01") <= 4
    assert refusal(any_masters, clock, "正しい1").code == "NXD_L_02"
