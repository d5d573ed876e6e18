"""(7) 想定運用: what e-AMANO has of last year, and what was changed in NX since."""

from nxdesk.cases.chapter_4 import people
from nxdesk.cases.chapter_6 import members
from nxdesk.cases.personnel import Entry, change, change_member, drop_number, open_person, remove_member
from nxdesk.cases.relinking import points, specification, values
from nxdesk.cases.runs import lines
from nxdesk.cases.session import go_to_page
from nxdesk.cases.steps import Scene, Step
from nxdesk.cases.traces import (
    ABROAD,
    DISABILITY,
    OF_FAMILIES,
    OF_PEOPLE,
    PURPOSES,
    REFUSAL,
    SINCE,
    compare_page,
    details,
    drawn,
    fill,
    give_number,
    practice_number,
    save,
)

_LIST = "従業員一覧"
WIFE, SON, BABY = "伊藤 花子", "伊藤 健太", "伊藤 さくら"
HUSBAND, DAUGHTER, RENAMED = "伊集院 健", "伊集院 陽菜", "佐藤 陽菜"
_FAMILY_PAGE = "家族"
_USUAL = (7, "<<利用可能なお客様の想定運用>>", "e-AMANOで昨年に年末調整を行い")
HELD = "登録あり"
_BABY = (("last_name", "伊藤"), ("first_name", "さくら"), ("last_name_kana", "イトウ"), ("first_name_kana", "サクラ"),
         ("birth_date", "2019/10/20"))
PLACES = {"person": 1, "disabled": 2, "wife": 3, "baby": 4}
NUMBERS = {who: practice_number(place) for who, place in PLACES.items()}
"""The My Numbers that are entered in e-AMANO."""
RETIRES = "2020/12/31"


def person_traces(scene: Scene) -> None:
    """編集 of the first person: every item of ④, 海外在住, 適用開始日, a disability and another photo."""
    pages = scene.pages
    go_to_page(scene, "hr", _LIST, people(scene)[0])
    pages.click("hr-edit")
    fill(scene, [*OF_PEOPLE.values(), ABROAD, SINCE, *DISABILITY])
    pages.attach("edit-photo", drawn(scene, 78))
    save(scene)
    compare_page(scene, OF_PEOPLE)
    item, value = values(specification(scene.manual, 3))[0]
    scene.same(item, value, dict(pages.details()).get(item, "（項目なし）"))
    pages.show("連絡先")


def disability_traces(scene: Scene) -> None:
    """編集 of the third: a disability with its 手帳, and a photo that NX does not have."""
    pages = scene.pages
    go_to_page(scene, "hr", _LIST, people(scene)[2])
    pages.click("hr-edit")
    fill(scene, [*DISABILITY, SINCE])
    pages.attach("edit-disability_cert_image", drawn(scene, 42))
    pages.attach("edit-photo", drawn(scene, 80))
    save(scene)
    there = dict(pages.details())
    recognized, value = scene.manual.chapter(7).part(r"\[(障害者認定有無)\]は\[(\S+?)\]へ変更し")
    scene.holds(recognized, f"「{value}」ではない", there.get(recognized, "（項目なし）"),
                passed=there.get(recognized) not in (None, value))
    pages.show("税・障害")


def numbers(scene: Scene) -> None:
    """個人番号・書類 of two people: the My Number and what ③-7 lists beside it."""
    for who, place in (("disabled", 2), ("person", 0)):
        go_to_page(scene, "hr", _LIST, people(scene)[place])
        give_number(scene, NUMBERS[who])
    see_number(scene)


def see_number(scene: Scene) -> None:
    """The page that is open has a My Number with everything that ③-7 lists."""
    pages, there = scene.pages, dict(scene.pages.details())
    names = points(specification(scene.manual, 7))
    pictures = names[2].removesuffix("の画像ファイル").split("や")
    wanted = [("個人番号", HELD), (names[0], PURPOSES.value), (names[1], REFUSAL.value),
              *((f"{picture}の画像", HELD) for picture in pictures)]
    scene.same_rows("個人番号と下記情報", wanted, [(item, there.get(item, "（項目なし）")) for item, _ in wanted])
    pages.show("個人番号")


def wife_traces(scene: Scene) -> None:
    """編集 of the spouse: every item of ④ of 家族; the son's telephone, which ④ does not clear."""
    pages = scene.pages
    go_to_page(scene, "hr", _LIST, people(scene)[0], SON)
    pages.click("hr-edit")
    fill(scene, [OF_FAMILIES[number] for number in (13, 14, 15)])
    save(scene)
    go_to_page(scene, "hr", _LIST, people(scene)[0], WIFE)
    give_number(scene, NUMBERS["wife"])
    pages.click("hr-edit")
    fill(scene, [*OF_FAMILIES.values(), SINCE])
    save(scene)
    compare_page(scene, OF_FAMILIES)
    pages.show("健康保険・税")


def baby(scene: Scene) -> None:
    """家族の追加: a child whom NX does not know, with a My Number."""
    pages = scene.pages
    go_to_page(scene, "hr", _LIST, people(scene)[0])
    pages.click("hr-family-add")
    for item, value in _BABY:
        pages.type(f"edit-{item}", value)
    pages.choose("edit-relationship_code", "子(実子・養子)")
    save(scene)
    give_number(scene, NUMBERS["baby"])
    for code in reversed(people(scene)):
        go_to_page(scene, "hr", _LIST, code)
        scene.facts[f"there {code}"] = lines(members(scene))
        scene.facts[f"page {code}"] = lines(details(scene))
    for name in (WIFE, BABY):
        go_to_page(scene, "hr", _LIST, people(scene)[0], name)
        scene.facts[f"page {name}"] = lines(details(scene))
    go_to_page(scene, "hr", _LIST, people(scene)[0])
    rows = pages.rows("hr-family")
    found = next((row for row in rows if row[0].startswith(BABY)), ())
    scene.holds("NXにいない家族", f"{BABY} 個人番号{HELD}", "｜".join(found[:5]), passed=HELD in found)
    pages.show(_FAMILY_PAGE)


def nx_people(scene: Scene) -> None:
    """人事マスター保守 since: names, addresses, a disability, a day of retirement, a My Number taken out."""
    windows = scene.windows
    moved, renamed, disabled = people(scene)
    change(scene, moved, [Entry("連絡先", "address_street", "南町１－２－３")])
    change(scene, disabled, [Entry("雇用", "retire_date", RETIRES),
                             Entry("税・障害", "disability_class", "一般(障害者)", chosen=True)])
    drop_number(scene)
    change(scene, renamed, [Entry("基本", "last_name", "佐藤"), Entry("基本", "last_name_kana", "サトウ"),
                            Entry("連絡先", "address_street", "中央４－５－６")])
    windows.choose("personnel.tabs", "基本")
    windows.lists("personnel.hits", "佐藤 優子")
    name = scene.manual.comparison_list.column("氏名(漢字)")[1]
    shown = windows.text("personnel.person")
    scene.holds("NXを直接修正", f"{name} ではない", shown, passed=name not in shown and renamed in shown)


def nx_families(scene: Scene) -> None:
    """家族 since: the husband gone, the daughter with another name; the third's family as it was."""
    windows = scene.windows
    open_person(scene, people(scene)[1])
    remove_member(scene, HUSBAND)
    change_member(scene, DAUGHTER, "last_name", "佐藤")
    columns = ("氏名", "続柄", "生年月日", "健康保険被扶養者")
    for code in (people(scene)[0], people(scene)[2], people(scene)[1]):
        open_person(scene, code)
        windows.choose("personnel.tabs", "家族")
        titles = windows.columns("personnel.family_list")
        rows = [tuple(row[titles.index(name)] for name in columns) for row in windows.rows("personnel.family_list")]
        scene.facts[f"family {code}"] = lines(rows)
    names = [row[0] for row in rows]
    scene.same_row("NX上の家族", [RENAMED], names)


STEPS = (
    Step("last-year-person", "昨年e-AMANOで入力した社員の項目（④の項目、海外在住、顔写真）", _USUAL, person_traces, "pages"),
    Step("last-year-disability", "昨年e-AMANOで入力した障害者情報", _USUAL, disability_traces, "pages"),
    Step("last-year-numbers", "昨年e-AMANOで登録した個人番号・利用目的・提出拒否・確認書類", _USUAL, numbers, "pages"),
    Step("last-year-wife", "昨年e-AMANOで入力した家族の項目（④の項目）", _USUAL, wife_traces, "pages"),
    Step("last-year-baby", "昨年e-AMANOで追加した家族（NXにはいない）", _USUAL, baby, "pages"),
    Step("nx-people", "NXで直接修正した社員", _USUAL, nx_people),
    Step("nx-families", "NXで直接修正した家族", _USUAL, nx_families),
)
