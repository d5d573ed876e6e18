"""What last year's 年末調整 has left in e-AMANO alone: values for every item of manual (7)④, and what ③ speaks of.

Items are named by their ids on the pages; what they are called is for the manual to say.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from nxdesk.cases.driver import Row
from nxdesk.cases.relinking import clearings
from nxdesk.cases.steps import Scene
from nxdesk.masters.portraits import portrait
from nxdesk.records.masks import HIDDEN
from nxdesk.records.numbers import my_number_check_digit


class Trace(NamedTuple):
    """An item on a page and what is entered, from the list that drops down where `chosen`.

    `shown` is how NX's windows show it, `page` how the pages do; both as entered when left out.
    """

    item: str
    value: str
    chosen: bool = False
    shown: str = ""
    page: str = ""

    @property
    def before(self) -> str:
        """As 今の値 in the impact pane."""
        return self.shown or self.value


OF_PEOPLE = {
    1: Trace("efile_last_name", "伊東"), 2: Trace("efile_first_name", "一朗"), 3: Trace("retire_reason", "定年退職の予定"),
    4: Trace("phone_area", "03"), 5: Trace("phone_city", "1234"), 6: Trace("phone_subscriber", "5678"),
    7: Trace("ei_employment_type", "パートタイム", chosen=True), 8: Trace("ei_occupation", "事務的職業", chosen=True),
    9: Trace("no_pension_no_reason", "その他", chosen=True), 10: Trace("commute_one_way_fare", "350", page="350円")}
"""Table ④ of 社員 by number."""

OF_FAMILIES = {
    11: Trace("basic_pension_no_a", "1234", shown=HIDDEN), 12: Trace("basic_pension_no_b", "567890", shown=HIDDEN),
    13: Trace("phone_area", "045"), 14: Trace("phone_city", "678"), 15: Trace("phone_subscriber", "9012"),
    16: Trace("occupation_other", "和裁講師"), 17: Trace("school_year", "3"),
    18: Trace("shaho_annual_income", "1030000", shown="1,030,000", page="1,030,000円"),
    19: Trace("shaho_monthly_income", "85000", shown="85,000", page="85,000円"),
    20: Trace("hi_dependent_from", "2019/04/01"), 21: Trace("hi_dependent_reason", "婚姻", chosen=True)}
"""Table ④ of 家族 by number."""

SINCE = Trace("effective_from", "2019/11/01")
ABROAD = Trace("lives_abroad", "有", chosen=True)
DISABILITY = (
    Trace("disability_recognized", "有", chosen=True), Trace("disability_cert_type", "療育手帳", chosen=True),
    Trace("disability_grade", "B1", shown=HIDDEN))
PURPOSES, REFUSAL = Trace("my_number_purposes", "年末調整"), Trace("my_number_refusal", "昨年は提出を保留")
DOCUMENTS = ("number", "identity")


def practice_number(place: int) -> str:
    """A My Number with a right check digit, of those that begin with 0000 and belong to nobody."""
    eleven = f"0000{9_000_000 + place:07d}"
    return eleven + str(my_number_check_digit(eleven))


def fill(scene: Scene, traces: Iterable[Trace]) -> None:
    """Enter them in the form that is open."""
    for trace in traces:
        enter = scene.pages.choose if trace.chosen else scene.pages.type
        enter(f"edit-{trace.item}", trace.value)


def give_number(scene: Scene, number: str) -> None:
    """個人番号・書類 of the record that is open: a My Number, 利用目的, 提出拒否, both documents."""
    pages = scene.pages
    scene.secrets.add(number)
    pages.click("hr-number")
    pages.type("edit-my_number", number)
    fill(scene, (PURPOSES, REFUSAL))
    for place, document in enumerate(DOCUMENTS):
        pages.attach(f"edit-my_number_doc_images.{document}", drawn(scene, 40 + place))
    save(scene)


def save(scene: Scene) -> None:
    """登録, and wait until it is done."""
    scene.pages.click("hr-save")
    scene.pages.appears("hr-message")


def drawn(scene: Scene, number: int) -> Path:
    """A drawn picture as a file."""
    scene.shelf.mkdir(exist_ok=True)
    path = scene.shelf / f"{number}.png"
    if not path.exists():
        path.write_bytes(portrait(number))
    return path


def compare_page(scene: Scene, traces: dict[int, Trace]) -> None:
    """The page that is open shows the items of table ④ under the manual's names with what was entered."""
    table, there = clearings(scene.manual), dict(scene.pages.details())
    wanted = [(table[number].item, trace.page or trace.value) for number, trace in traces.items()]
    scene.same_rows("④の項目", wanted, [(item, there.get(item, "（項目なし）")) for item, _ in wanted])


def details(scene: Scene) -> list[Row]:
    """Everything the open page shows of its record."""
    return [*scene.pages.details(), *(row[:-1] for row in _family(scene))]


def _family(scene: Scene) -> tuple[Row, ...]:
    return scene.pages.rows("hr-family") if "家族の追加" in scene.pages.words() else ()
