"""The sentences of a registration run, for the windows and for the command line alike.

Light: the texts of all windows are read before the first one is painted.
"""

from typing import TYPE_CHECKING

from nxdesk.records.sentences import sentence

if TYPE_CHECKING:
    from nxdesk.desk.impact import Impact
    from nxdesk.desk.run_state import RunResult, RunState
    from nxdesk.records.fields import Kind

LIST_SENTENCE = ("e-AMANOへ登録できる個人、または入力エラーがある個人を表示しております。"
                 "個人を選びなおす場合は、キャンセルボタンを選択してください。")
"""On top of every list (manual (4))."""


_KEPT_WITH_NUMBERS = "利用目的、提出拒否の情報、番号確認書類や身元確認書類の画像ファイル"
"""What e-AMANO keeps beside a My Number (manual ③-7 to 9)."""


def confirm(kind: "Kind", state: "RunState") -> str:
    """The question before a run: direction, number of people, and whether My Numbers go along.

    With 再登録 it also says what becomes of e-AMANO's data, and of its My Numbers (manual ③-6 to 9).
    """
    run = f"{kind.register_label}（再登録）" if state.relink else kind.register_label
    parts = [f"［NX→e-AMANO］{run}を実行します。\n対象: {_target(kind, state)}"]
    if kind.upsert:
        parts.append("e-AMANOに同じデータがあれば、NXのデータで更新されます。")
        return "\n".join([*parts, "\nよろしいですか？"])
    if state.relink:
        parts.append("e-AMANOに登録されているデータは、NXのデータで上書きされます。"
                     + ("\nNX上に存在せず、e-AMANO上に存在する家族は、マイナンバーも含めて削除されます。(③-6)" if kind.many else ""))
    parts.append(_numbers(state))
    return "\n\n".join([*parts, "よろしいですか？"]) if state.relink else "\n".join([*parts, "\nよろしいですか？"])


def _target(kind: "Kind", state: "RunState") -> str:
    return f"{len(state.selection.codes)}名" if kind.by_person else "登録されているすべて"


def _numbers(state: "RunState") -> str:
    along = state.selection.my_number
    words = f"個人番号（マイナンバー）{'も連携します' if along else 'は連携しません'}。"
    if not state.relink:
        return words
    if not along:
        return f"{words}\ne-AMANO上のマイナンバーと、{_KEPT_WITH_NUMBERS}はそのままとなります。(③-9)"
    return (f"{words}\n・NXにマイナンバー登録あり: e-AMANO上のマイナンバーは上書きされ、{_KEPT_WITH_NUMBERS}は削除されます。(③-7)"
            f"\n・NXにマイナンバー登録なし: e-AMANO上のマイナンバーは削除され、{_KEPT_WITH_NUMBERS}も削除されます。(③-8)")


def nobody_left(state: "RunState") -> str:
    """Why nobody can be registered: everybody chosen is in e-AMANO already, or has nothing to register."""
    everybody = state.left_out or not state.without_records
    words = (f"{sentence('NXD_N_19', count=state.left_out)}(NXD_N_19)" if everybody else "", without_records(state))
    return "\n".join(filter(None, words))


def staying_behind(state: "RunState") -> str:
    """Said before a run goes on without the people, or the codes without people, that have errors."""
    if not state.by_person:
        return f"入力エラーのある{state.with_errors}件は登録されません。エラーのない{state.sendable}件で続けますか？"
    ready = len(state.selection.codes) - state.with_errors - state.left_out - state.without_records
    return f"入力エラーのある{state.with_errors}名は登録されません。エラーのない{ready}名で続けますか？"


def nobody_without_errors() -> str:
    """Why OK is disabled in a list of errors alone."""
    return f"{sentence('NXD_N_02')}(NXD_N_02)"


def left_out(state: "RunState") -> str:
    """How many were left out because they exist in e-AMANO already, or nothing."""
    return f"e-AMANO側に登録済みの{state.left_out}名は対象から除きました。" if state.left_out else ""


def without_records(state: "RunState") -> str:
    """How many of the chosen people have nothing to register, or nothing."""
    if not state.without_records:
        return ""
    return f"{sentence('NXD_N_25', count=state.without_records, label=state.label)}(NXD_N_25)"


def losses(impact: "Impact") -> str:
    """What the confirmation of losses says on top: what is deleted, lost or overwritten though newer, in numbers."""
    label = next((record.kind.label for record in impact.records if record.deleted), "")
    counts = ((impact.deleted, f"{label}の削除", "件"), (impact.numbers_deleted, "個人番号の削除", "件"),
              (impact.losses, "消える項目", f"項目（{impact.losing}件のデータ）"),
              (impact.newer, "e-AMANO側が新しいデータの上書き", "件"))
    lines = [f"・{what}: {count}{unit}" for count, what, unit in counts if count]
    what = "から次のデータが消えます" if impact.dangerous else "のデータが、それより古いNXのデータで上書きされます"
    return "\n".join([f"この登録を行うと、e-AMANO{what}。実際のe-AMANOでは元に戻せません。", *lines])


def ending(kind: "Kind", result: "RunResult", *, relink: bool = False) -> str:
    """What a result dialog says, with what comes next."""
    from nxdesk.desk.outcomes import REGISTERED
    if result.outcome != REGISTERED:
        failed = (f"【{result.outcome}】{result.sentence}({result.code})", result.check)
        return "\n".join(part for part in failed if part)
    return "\n\n".join(filter(None, ("\n".join(("正常に終了しました。", *_done(kind, result))), _next(kind),
                                     SWITCH_OFF if relink else "")))


def rest(result: "RunResult") -> str:
    """The offer to go on with those for whom there was no reason against it, or nothing."""
    return f"理由のない{result.rest}名だけで、比較からやり直せます。" if result.rest else ""


SWITCH_OFF = "再連携を行った後は、必ず「社員/家族情報の再登録を有効にする」のチェックをOFFにしてください。"
"""The manual's warning beside the switch ((7)①)."""

SWITCHED_OFF = "再登録設定（社員/家族情報の再登録を有効にする）を自動でOFFにしました。"


def _done(kind: "Kind", result: "RunResult") -> list[str]:
    if not (result.relinked or result.deleted or kind.many):
        return [f"{kind.label}{result.registered}名をe-AMANOへ登録しました。"]
    unit = "件" if kind.many else "名"
    again = "更新" if kind.upsert else "再登録"
    counts = ((result.registered - result.relinked, "新規登録"), (result.relinked, again), (result.deleted, "削除"))
    return [f"{kind.label}をe-AMANOへ登録しました。（{'、'.join(f'{what} {n}{unit}' for n, what in counts if n)}）"]


def _next(kind: "Kind") -> str:
    if kind.upsert:
        return "次は、e-AMANOの人事担当者向け画面で、登録した内容を確認してください。"
    check = "次は、e-AMANOの人事担当者向け画面「従業員管理」→「従業員一覧」で連携されている事を確認してください。\n"
    if kind.id == "employee":
        check += "社員の連携が確認できましたら、「2：データ登録」から「家族登録」を選択し、家族情報を連携してください。\n"
    return (f"{check}・入社済の従業員を連携した場合: スタートアップガイド「6 入社済従業員について」\n"
            "・新規従業員を連携した場合: スタートアップガイド「8 新規で登録した従業員に入社手続きの招待をする」")
