"""Password hashes, the hash chain, and the masking of My Numbers."""

from nxdesk.records.numbers import my_number_check_digit
from nxdesk.vault.chain import START, link_hash
from nxdesk.vault.passwords import hash_password, password_matches
from nxdesk.vault.redaction import MASK, redact

VALID = "00001234567" + str(my_number_check_digit("00001234567"))


def test_a_password_is_kept_as_argon2id() -> None:
    stored = hash_password("ひみつ1")
    assert stored.startswith("$argon2id$")
    assert password_matches(stored, "ひみつ1")
    assert not password_matches(stored, "ひみつ2")
    assert not password_matches("damaged", "ひみつ1")
    assert not password_matches(stored, "\ud800")


def test_a_changed_entry_breaks_every_later_link() -> None:
    def links(entries: list[bytes]) -> list[str]:
        found, last = [], START
        for entry in entries:
            last = link_hash(last, entry)
            found.append(last)
        return found

    whole, changed = links([b"1", b"2", b"3"]), links([b"1", b"x", b"3"])
    assert whole[0] == changed[0]
    assert whole[1] != changed[1]
    assert whole[2] != changed[2]
    assert len(whole[2]) == 64


def test_my_numbers_are_masked_in_every_spelling() -> None:
    grouped = f"{VALID[:4]}-{VALID[4:8]}-{VALID[8:]}"
    wide = VALID.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert redact(f"({VALID}) {grouped} {wide}") == f"({MASK}) {MASK} {MASK}"


def test_other_digits_stay() -> None:
    wrong = VALID[:11] + str((int(VALID[11]) + 1) % 10)
    for text in (wrong, VALID + "1", "0000000101", "2020-04-06 09:00:53"):
        assert redact(text) == text
