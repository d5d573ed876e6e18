"""What can go wrong with NX's own data, in words for people. Exceptions of the database never leave this room."""

import sqlite3
from collections.abc import Iterable

SENTENCES: dict[str, str] = {
    "NXD_M_01": "データを保存できません。ディスクの空き容量を確認してください。",
    "NXD_M_02": "データを保存できません。データのフォルダーに書き込めるか確認してください。",
    "NXD_M_03": "他の処理がデータを使用しているため、保存できません。しばらく待ってからもう一度実行してください。",
    "NXD_M_04": "このデータは新しい版のnxdeskで作られています。nxdeskを新しい版にしてから開いてください。",
    "NXD_M_05": "nxdeskのデータとして読めません。ファイルが壊れているか、別のプログラムのファイルです。",
    "NXD_M_06": "データベースに接続できません。データベースのアドレスと、動いているかどうかを確認してください。",
    "NXD_M_07": "データベースの処理に失敗しました。",
    "NXD_M_08": "データを守る鍵が、このデータを作ったときのものと異なります。"
                "データと同じフォルダーの鍵を控えから戻してください。",
    "NXD_M_09": "ファイルに残らないデータベース（メモリー）は使えません。",
    "NXD_M_10": "他の操作で変更されています。",
}

_SQLITE_CODES = {
    sqlite3.SQLITE_FULL: "NXD_M_01", sqlite3.SQLITE_IOERR: "NXD_M_01",
    sqlite3.SQLITE_READONLY: "NXD_M_02", sqlite3.SQLITE_CANTOPEN: "NXD_M_02", sqlite3.SQLITE_PERM: "NXD_M_02",
    sqlite3.SQLITE_AUTH: "NXD_M_02",
    sqlite3.SQLITE_BUSY: "NXD_M_03", sqlite3.SQLITE_LOCKED: "NXD_M_03",
    sqlite3.SQLITE_CORRUPT: "NXD_M_05", sqlite3.SQLITE_NOTADB: "NXD_M_05",
}
_PRIMARY_CODE = 0xFF
_MANY = 1000


class MastersUnavailable(Exception):
    """The data cannot be opened, read or written. `code` and `sentence` are for people; nothing was half written."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = SENTENCES[code]


class MastersTooNew(MastersUnavailable):
    """The data was made by a newer nxdesk."""

    def __init__(self) -> None:
        super().__init__("NXD_M_04")


class StaleRecord(Exception):
    """Somebody has changed the record since it was read; nothing was written."""

    code = "NXD_M_10"
    sentence = SENTENCES["NXD_M_10"]


class RecordsChanged(StaleRecord):
    """Somebody has changed or removed records since they were read: those of `owners`; nothing was written."""

    def __init__(self, owners: Iterable[str] = ()) -> None:
        self.owners = sorted(owners)
        super().__init__(*self.owners)


class MissingParents(RecordsChanged):
    """People who were to get records are not there; nothing was written."""


class DuplicateCode(Exception):
    """The 個人コード is taken (`owners`, where that is known); nothing was written."""

    code = "NXD_K_13"

    def __init__(self, owners: Iterable[str] = ()) -> None:
        self.owners = sorted(owners)
        super().__init__(*self.owners)


class AcquisitionChanged(RecordsChanged):
    """Records that an acquisition wrote were changed since, or hold more by now: it cannot be undone as it is."""


class AlreadyUndone(Exception):
    """The acquisition was undone before; nothing was written."""


class TooLongAgo(Exception):
    """What was there before the acquisition is no longer kept; nothing was written."""


class MembersFull(Exception):
    """Somebody has all the records of a kind that its numbers can tell apart; nothing was written.

    Of families the numbers are the 家族番号. `code` has its words in the catalogue of the checks.
    """

    def __init__(self, most: int, owner: str = "") -> None:
        super().__init__(most)
        self.code = "NXD_VF_12" if most < _MANY else "NXD_K_19"
        self.most = most
        self.owner = owner


def failure_of(original: BaseException | None, *, lost_connection: bool = False) -> MastersUnavailable:
    """The failure behind an exception of the database's driver."""
    number = getattr(original, "sqlite_errorcode", None)
    if isinstance(number, int):
        return MastersUnavailable(_SQLITE_CODES.get(number & _PRIMARY_CODE, "NXD_M_07"))
    # The five characters of SQLSTATE: 53100 is a full disk, 08… and nothing at all are connections, 55P03/57014 waits.
    state = getattr(original, "sqlstate", None)
    if state == "53100":
        return MastersUnavailable("NXD_M_01")
    if state in ("25006", "42501"):
        return MastersUnavailable("NXD_M_02")
    if state in ("40001", "40P01", "55P03", "57014"):
        return MastersUnavailable("NXD_M_03")
    if lost_connection or (isinstance(state, str) and state.startswith(("08", "57P", "28", "3D"))):
        return MastersUnavailable("NXD_M_06")
    return MastersUnavailable("NXD_M_07")
