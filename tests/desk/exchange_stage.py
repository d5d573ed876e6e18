"""A desk for users' own files over masters of its own, and files as people have them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nxdesk.desk.exchange_export import ExportDesk
from nxdesk.desk.exchange_import import ImportDesk, Imported, Opened, Preview
from nxdesk.desk.exchange_judging import Wish
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind, Value
from nxdesk.records.numbers import my_number_check_digit
from nxdesk.vault.seal import Sealer

HEAD = ("個人コード", "姓", "名", "姓カナ", "名カナ", "生年月日", "性別", "入社年月日")
DEFAULT = Wish()
PERSON = ("0000000101", "伊藤", "一郎", "イトウ", "イチロウ", "1972/05/18", "男", "1995/04/01")
FAMILY_HEAD = ("個人コード", "家族姓", "家族名", "家族姓カナ", "家族名カナ", "家族生年月日", "続柄", "健康保険被扶養者")
MEMBER = ("0000000101", "伊藤", "花子", "イトウ", "ハナコ", "1975/01/02", "妻", "有")


def person(number: int, **changes: str) -> list[str]:
    """A row below HEAD."""
    return list((dict(zip(HEAD, PERSON, strict=True)) | {"個人コード": f"{number:010d}"} | changes).values())


def number_of(base: int) -> str:
    """A valid My Number."""
    eleven = f"{base:011d}"
    return f"{eleven}{my_number_check_digit(eleven)}"


@dataclass
class Stage:
    """Masters in a folder, and the desks over them."""

    folder: Path
    masters: Masters
    clock: Clock
    may: bool = True

    @property
    def imports(self) -> ImportDesk:
        return ImportDesk(self.masters, self.clock, "admin", may_real=self.may)

    @property
    def exports(self) -> ExportDesk:
        return ExportDesk(self.masters, "admin", may_numbers=self.may)

    def file(self, rows: Iterable[Sequence[str]], name: str = "社員.csv", encoding: str = "utf-8-sig") -> Path:
        """A CSV file with these rows."""
        file = self.folder / name
        with file.open("w", encoding=encoding, newline="") as opened:
            csv.writer(opened).writerows(rows)
        return file

    def look(self, file: Path, kind: Kind = EMPLOYEE, wish: Wish = DEFAULT) -> Preview:
        """The preview, with the items as they are proposed."""
        opened: Opened = self.imports.open(file, kind)
        return self.imports.preview(opened, opened.columns, wish)

    def take(self, rows: Iterable[Sequence[str]], kind: Kind = EMPLOYEE, wish: Wish = DEFAULT) -> Imported:
        """Import these rows, in which nothing is wrong."""
        preview = self.look(self.file(rows), kind, wish)
        assert not list(preview.faults)
        return self.imports.run(preview)

    def stored(self, code: str) -> dict[str, Value]:
        """A person."""
        found = self.masters.people.get(code)
        assert found is not None
        return found


def staged(folder: Path, name: str = "masters.sqlite") -> Stage:
    """Empty masters."""
    clock = Clock(Clock.parse("2020-04-06 09:00:00"))
    return Stage(folder, open_masters(sqlite_url(folder / name), Sealer(bytes(32)), clock), clock)
