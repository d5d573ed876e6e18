"""(7)③-1: what was changed stands in 監査ログ and on the pages; and nxdesk's way back, which the real e-AMANO has not."""

import re

from nxdesk.cases.chapter_4 import people
from nxdesk.cases.chapter_6 import members
from nxdesk.cases.chapter_7_before import BABY, DAUGHTER, HUSBAND, RENAMED, WIFE
from nxdesk.cases.chapter_7_families import DEED
from nxdesk.cases.driver import CaseFailed, Row
from nxdesk.cases.relinking import clearings, points, specification, told, values
from nxdesk.cases.runs import lines, rows_of
from nxdesk.cases.session import close, go_to_page
from nxdesk.cases.steps import Scene, Step
from nxdesk.cases.traces import OF_FAMILIES, OF_PEOPLE, SINCE, Trace, details

_LIST = "従業員一覧"
_BLANK = "（空白）"
_ONE, _SIX = (7, "1\t社員/家族\t再連携した場合", ""), (7, "6\t家族\t", "")
_NO_WAY = r"(誤って再連携しても\S+?)が、"
_BACK = "この登録の前に戻す"
_UNIT = re.compile(r"(?<=[0-9])円$")
DASH = "—"


def see_person(scene: Scene) -> None:
    """The first person's page: what ④ clears is blank, what ③ fixes or leaves is so."""
    close(scene, "service_settings.window")
    go_to_page(scene, "hr", _LIST, people(scene)[0])
    _compare_page(scene, OF_PEOPLE)
    there = dict(scene.pages.details())
    item, value = values(specification(scene.manual, 3))[1]
    scene.same(item, value, there.get(item, "（項目なし）"))
    scene.pages.show("連絡先")


def _compare_page(scene: Scene, traces: dict[int, Trace]) -> None:
    table, there = clearings(scene.manual), dict(scene.pages.details())
    wanted = [(table[number].item, table[number].after or DASH) for number in traces]
    scene.same_rows("④の項目", wanted, [(item, _UNIT.sub("", there.get(item, "（項目なし）"))) for item, _ in wanted])
    item = scene.manual.chapter(7).part(r"社員情報と家族情報の(\S+?)は変更されません")[0]
    scene.same(item, SINCE.value, there.get(item, "（項目なし）"))


def see_numbers(scene: Scene) -> None:
    """Who has a My Number in NX has it here, and nothing beside it; who has none in NX has none here."""
    pages = scene.pages
    names = points(specification(scene.manual, 7))
    for place, rule, state in ((2, 8, "登録なし"), (0, 7, "登録あり")):
        go_to_page(scene, "hr", _LIST, people(scene)[place])
        there = dict(pages.details())
        pictures = names[2].removesuffix("の画像ファイル").split("や")
        wanted = [("個人番号", state), (names[0], DASH), (names[1], DASH), *((f"{one}の画像", "登録なし") for one in pictures)]
        scene.same_rows(f"③-{rule}", wanted, [(item, there.get(item, "（項目なし）")) for item, _ in wanted])
    pages.show("個人番号")


def see_families(scene: Scene) -> None:
    """e-AMANO's families are those of NX; ④ for the spouse."""
    pages = scene.pages
    go_to_page(scene, "hr", _LIST, people(scene)[0], WIFE)
    _compare_page(scene, OF_FAMILIES)
    for code in reversed(people(scene)):
        go_to_page(scene, "hr", _LIST, code)
        scene.same_rows(f"{code}の家族", sorted(rows_of(scene.facts[f"family {code}"])), sorted(members(scene)))
    pages.show("家族")


def see_audit(scene: Scene) -> None:
    """共通設定 → 監査ログ: old and new of every item of ④; the photo that was replaced has no entry (③-5)."""
    names = scene.manual.chapter(7).bracketed("その変更内容は")
    _open_audit(scene, people(scene)[0])
    scene.facts["run"] = _newest_run(scene, "社員登録", "再登録")
    scene.pages.type("audit-run", scene.facts["run"])
    scene.pages.click("audit-find")
    scene.among("左側メニュー", names[:2], scene.pages.words().splitlines())
    line, rows = _entry(scene, "本人")
    scene.says("明細", [people(scene)[0], scene.manual.comparison_list.column("氏名(漢字)")[0], "変更"], "｜".join(line))
    table = clearings(scene.manual)
    wanted = [(table[n].item, trace.before, table[n].after or _BLANK) for n, trace in OF_PEOPLE.items()]
    found = {row[0]: row for row in rows}
    scene.same_rows("変更前と変更後（④）", wanted, [found.get(item, (item, "（明細なし）", "")) for item, *_ in wanted])
    photo, = told(scene.manual, 5, r"e-AMANO上で(\S+?)あり")
    scene.none_of("変更記録が残らない項目（③-5）", [photo], found)
    scene.pages.show(people(scene)[0])


def _open_audit(scene: Scene, person: str) -> None:
    *_, page = scene.manual.chapter(7).bracketed("その変更内容は")[:2]
    go_to_page(scene, "admin", page)
    scene.pages.type("audit-person", person)
    scene.pages.click("audit-find")
    scene.pages.appears("audit-clear")


def _entry(scene: Scene, *words: str) -> tuple[Row, tuple[Row, ...]]:
    """The newest entry whose line holds these words."""
    for line, rows in scene.pages.unfold():
        if all(any(word in cell for cell in line) for word in words):
            return line, rows
    raise CaseFailed(f"監査ログに「{'」「'.join(words)}」の明細がありません。")


def _newest_run(scene: Scene, *words: str) -> str:
    for line in scene.pages.words().splitlines():
        if line.startswith("No.") and all(word in line for word in words):
            return line.removeprefix("No.").split()[0]
    raise CaseFailed(f"監査ログに「{'」「'.join(words)}」の処理がありません。")


def see_audit_of_families(scene: Scene) -> None:
    """The child whom NX does not know: deleted with the My Number (③-6)."""
    _open_audit(scene, people(scene)[0])
    line, rows = _entry(scene, BABY, "削除")
    scene.says("明細", [BABY, *told(scene.manual, 6, DEED)], "｜".join(line))
    found = {row[0]: row[1:] for row in rows}
    scene.same_row("個人番号", ("あり", _BLANK), found.get("個人番号", ()))
    scene.pages.show(BABY)


def see_snapshots(scene: Scene) -> None:
    """練習の道具 → スナップショット: every registration with the way back, and the sentence that e-AMANO has none."""
    go_to_page(scene, "admin", "スナップショット")
    scene.says("注意", told(scene.manual, 1, _NO_WAY), scene.pages.words())
    run = scene.facts["run"]
    scene.same("ボタン", _BACK, scene.pages.text(f"snapshot-restore-{run}"))


def preview(scene: Scene) -> None:
    """What comes back, what goes, what changes, before anything is done."""
    pages = scene.pages
    pages.click(f"snapshot-restore-{scene.facts['run']}")
    pages.appears("restore-summary")
    wanted = [(BABY, "戻ってくる"), (HUSBAND, "戻ってくる"), (DAUGHTER, "戻ってくる"), (RENAMED, "なくなる")]
    found = pages.unfold()
    for name, what in wanted:
        line = next((line for line, _ in found if any(name in cell for cell in line)), ())
        scene.says(name, [what], "｜".join(line))
    line = next((line for line, _ in found if any(BABY in cell for cell in line)), ())
    scene.says(f"{BABY}の個人番号", ["個人番号も戻ってくる"], "｜".join(line))
    scene.says("注意", told(scene.manual, 1, _NO_WAY), pages.words())


def go_back(scene: Scene) -> None:
    """The check, 戻す, and the log that says so."""
    pages = scene.pages
    pages.tick("restore-agreed")
    pages.click("restore-execute")
    pages.appears("snapshots-message")
    scene.says("結果", ["登録前の状態に戻しました"], pages.text("snapshots-message"))


def see_before(scene: Scene) -> None:
    """Everything on the pages is as it was before the re-registration; the chain of the log is sound."""
    pages = scene.pages
    go_to_page(scene, "admin", "監査ログ")
    pages.click("audit-verify")
    pages.appears("audit-checked")
    scene.says("監査ログ", ["正常"], pages.text("audit-checked"))
    scene.says("処理", ["登録前の状態に戻す"], pages.words())
    for name in (BABY, WIFE):
        go_to_page(scene, "hr", _LIST, people(scene)[0], name)
        _same_page(scene, name)
    for code in reversed(people(scene)):
        go_to_page(scene, "hr", _LIST, code)
        _same_page(scene, code)
    pages.show("家族")


def _same_page(scene: Scene, whose: str) -> None:
    before, now = scene.facts[f"page {whose}"], lines(details(scene))
    other = sorted(set(before.splitlines()) ^ set(now.splitlines()))
    scene.holds(f"{whose}の全項目", "登録前と同じ", "\n".join(other) or "登録前と同じ", passed=before == now)


STEPS = (
    Step("after-person", "再登録された社員を確認する", (7, "④ 再連携時にクリアされる", "10\t\t"), see_person, "pages"),
    Step("after-numbers", "再登録された個人番号を確認する", (7, "7\t社員/家族", "8\t社員/家族"), see_numbers, "pages"),
    Step("after-families", "再登録された家族を確認する", _SIX, see_families, "pages"),
    Step("audit", "監査ログで社員の変更内容を確認する", (7, "1\t社員/家族\t再連携した場合", "5\t社員\t"), see_audit, "pages"),
    Step("audit-families", "監査ログで削除された家族を確認する", _SIX, see_audit_of_families, "pages"),
    Step("snapshots", "（nxdeskの補助）スナップショットを開く", _ONE, see_snapshots, "pages"),
    Step("way-back-preview", "（nxdeskの補助）この登録の前に戻すと何が戻るかを見る", _ONE, preview, "pages"),
    Step("way-back", "（nxdeskの補助）この登録の前に戻す", _ONE, go_back, "pages"),
    Step("as-before", "（nxdeskの補助）登録前と同じであることを確認する", _ONE, see_before, "pages"),
)
