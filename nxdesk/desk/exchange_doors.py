"""What a session offers for users' own files and for the check before linking."""

from pathlib import Path
from typing import TYPE_CHECKING

from nxdesk.desk.completeness import CompletenessDesk
from nxdesk.desk.exchange_export import ExportDesk
from nxdesk.desk.exchange_import import ImportDesk, Preview, Report
from nxdesk.desk.exchange_repair import write_repair_file
from nxdesk.desk.trouble import tells_trouble

if TYPE_CHECKING:
    from nxdesk.desk.program import Session
    from nxdesk.masters.exchange_terms import Stop

ENCODINGS: tuple[tuple[str, str], ...] = (
    ("utf-8-sig", "UTF-8（BOM付き）"), ("utf-8", "UTF-8"), ("cp932", "シフトJIS（CP932）"))
DELIMITERS: tuple[tuple[str, str], ...] = ((",", "カンマ"), ("\t", "タブ"), (";", "セミコロン"))


def imports_of(session: "Session") -> ImportDesk:
    """データ取込 of this session's user."""
    user = session.user
    return ImportDesk(session.desk.masters, session.desk.clock, user.user_id,
                      may_real=user.system_admin and user.my_number)


def exports_of(session: "Session") -> ExportDesk:
    """データ出力 of this session's user."""
    user = session.user
    return ExportDesk(session.desk.masters, user.user_id, may_numbers=user.system_admin and user.my_number)


def completeness_of(session: "Session") -> CompletenessDesk:
    """連携前の確認."""
    return CompletenessDesk(session.desk.masters, session.desk.clock)


_LOOKED = "completeness.looked"


def first_check(session: "Session") -> bool:
    """Something is wrong before the first linkage, and that is to be shown: once, and only while nobody was linked.

    Raises Refusal.
    """
    desk, preferences = completeness_of(session), session.desk.masters.preferences
    if preferences.get(_LOOKED) or not desk.never_linked() or not desk.check().worth_showing:
        return False
    preferences.set(_LOOKED, session.desk.clock.stamp())
    return True


@tells_trouble
class RepairDesk:
    """Writes the error files of previews."""

    def __init__(self, session: "Session") -> None:
        self._masters, self._clock = session.desk.masters, session.desk.clock

    def write(self, preview: Preview, target: Path, report: Report, stop: "Stop") -> int:
        """Write the error file of a preview; returns its number of rows. Raises Refusal."""
        return write_repair_file(self._masters, self._clock, preview, target, report=report, stop=stop)
