"""What is corrected and made in e-AMANO before NX acquires it: an employee, a family, a declaration, two 届."""

from nxdesk.cases.chapter_1_register import open_list, somebody
from nxdesk.cases.chapter_4 import people
from nxdesk.cases.chapter_6 import HIRED
from nxdesk.cases.chapter_7_before import BABY, RETIRES, SON
from nxdesk.cases.session import go_to_page
from nxdesk.cases.steps import Scene
from nxdesk.cases.traces import Trace, fill, save
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_loss import LOSS
from nxdesk.records.showing import shown_value
from nxdesk.records.year_end import YEAR_END

_LIST = "従業員一覧"
POSITION, STREET = Trace("position", "課長"), Trace("address_street", "南町１－２－３")
MOBILE = Trace("mobile_phone", "")
SON_WORKS = Trace("occupation_code", "その他", chosen=True)
BABY_DEPENDS = Trace("hi_dependent", "有", chosen=True)
COMPANY, PREMIUM = "こもれび少額生命保険株式会社", "12,000"
_INSURANCE = (
    Trace("type", "生命保険料", chosen=True), Trace("category", "一般の生命保険", chosen=True),
    Trace("new_or_old", "新", chosen=True), Trace("company_name", COMPANY), Trace("amount", PREMIUM))
INSURED = f"一般の生命保険　{COMPANY}　新　{PREMIUM}"
"""As NX's window shows it."""
_OFFICE = (
    Trace("office_pref", "東京都", chosen=True), Trace("office_area", "01"), Trace("office_symbol", "R001"),
    Trace("office_no", "12345"))
HIRED_ON, NUMBER = "2020/04/01", "601"
_ACQUIRED = (
    Trace("insured_no", NUMBER), Trace("acquisition_kind", "健保・厚年", chosen=True),
    Trace("has_dependents", "無", chosen=True), Trace("pay_currency", "250,000"), Trace("pay_in_kind", "0"))
LEFT_ON, LOST_ON = "2020/03/31", "2020/04/01"
_LOST = (Trace("loss_cause", "退職等", chosen=True), Trace("left_on", LEFT_ON), Trace("lost_on", LOST_ON))


def correct_person(scene: Scene) -> None:
    """編集: another position, no mobile phone any more, and the address that was corrected in NX."""
    pages = scene.pages
    go_to_page(scene, "hr", _LIST, people(scene)[0])
    pages.click("hr-edit")
    for item in (POSITION, MOBILE):
        scene.facts[f"before {item.item}"] = pages.text(f"edit-{item.item}")
    fill(scene, (POSITION, MOBILE, STREET))
    save(scene)
    there = dict(pages.details())
    scene.same("役職", POSITION.value, there.get("役職", ""))
    scene.same("携帯電話番号", "—", there.get("携帯電話番号", ""))
    pages.show("連絡先")


def correct_family(scene: Scene) -> None:
    """編集 of the son; beside him there is the child of whom NX does not know."""
    pages = scene.pages
    pages.follow(_LIST)
    pages.follow(people(scene)[0])
    pages.follow(SON)
    pages.click("hr-edit")
    fill(scene, (SON_WORKS,))
    save(scene)
    scene.same("職業", SON_WORKS.value, dict(pages.details()).get("職業", ""))
    pages.follow(_LIST)
    pages.follow(people(scene)[0])
    scene.among("家族", [SON, BABY], [row[0].partition("\n")[0] for row in pages.rows("hr-family")])
    pages.show("家族")


def complete_family(scene: Scene) -> None:
    """編集 of the child: whether it is a dependent, which NX needs to know."""
    pages = scene.pages
    pages.follow(BABY)
    pages.click("hr-edit")
    fill(scene, (BABY_DEPENDS,))
    save(scene)
    label = FAMILY.by_id[BABY_DEPENDS.item].label
    scene.same(label, BABY_DEPENDS.value, dict(pages.details()).get(label, ""))
    pages.show(label)


def declare(scene: Scene) -> None:
    """The declaration that NX has filled in gets an insurance, and is moved up to 確定."""
    pages = scene.pages
    open_list(scene, YEAR_END)
    pages.follow(somebody(scene))
    pages.click("hr-add-insurance")
    fill(scene, _INSURANCE)
    save(scene)
    _move(scene, "in_employee_progress", "submitted", "fixed")
    scene.same("状態", shown_value(YEAR_END.by_id["status"], "fixed"), pages.text("hr-state"))
    scene.among("保険会社", [COMPANY], [cell for row in pages.rows("hr-part-insurance") for cell in row])
    pages.show("保険料")


def acquire_insurance(scene: Scene) -> None:
    """資格取得届 of the new employee, made and filed."""
    _make(scene, ACQUISITION, HIRED, (*_OFFICE, *_ACQUIRED))


def lose_insurance(scene: Scene) -> None:
    """資格喪失届 of somebody of whom NX has another day of leaving."""
    code = people(scene)[2]
    scene.holds("NXの退職年月日", f"{LEFT_ON} ではない", RETIRES, passed=RETIRES != LEFT_ON)
    _make(scene, LOSS, code, (*_OFFICE, *_LOST))


def _make(scene: Scene, kind: Kind, code: str, entries: tuple[Trace, ...]) -> None:
    pages = scene.pages
    open_list(scene, kind)
    pages.click("hr-new")
    pages.click(f"hr-choose-{code}")
    fill(scene, entries)
    save(scene)
    _move(scene, "filed")
    scene.same("申請状況", shown_value(kind.by_id["status"], "filed"), pages.text("hr-state"))
    scene.says("到達番号", ["到達番号"], pages.text("hr-arrival"))


def _move(scene: Scene, *states: str) -> None:
    for state in states:
        scene.pages.click(f"hr-step-{state}")
        scene.pages.click("hr-step-now")
        scene.pages.appears("hr-message")
