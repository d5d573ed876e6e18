"""The sentences of a registration run, for the windows and for the command line alike.

Light: the texts of all windows are read before the first one is painted.
"""

from typing import TYPE_CHECKING

from nxdesk.records.sentences import sentence

if TYPE_CHECKING:
    from nxdesk.desk.run_state import RunResult, RunState
    from nxdesk.records.fields import Kind

LIST_SENTENCE = ("e-AMANOへ登録できる個人、または入力エラーがある個人を表示しております。"
                 "個人を選びなおす場合は、キャンセルボタンを選択してください。")
"""On top of every list (manual (4))."""


def confirm(kind: "Kind", state: "RunState") -> str:
    """The question before a run: direction, number of people, and whether My Numbers go along."""
    sentence = f"［NX→e-AMANO］{kind.register_label}を実行します。\n対象: {len(state.selection.codes)}名"
    if state.selection.my_number:
        return f"{sentence}\n個人番号（マイナンバー）も連携します。\n\nよろしいですか？"
    return f"{sentence}\n個人番号（マイナンバー）は連携しません。\n\nよろしいですか？"


def nobody_left(state: "RunState") -> str:
    """Everybody chosen is in e-AMANO already."""
    return f"{sentence('NXD_N_19', count=state.left_out)}(NXD_N_19)"


def staying_behind(state: "RunState") -> str:
    """Said before a run goes on without the people who have errors."""
    ready = len(state.selection.codes) - state.with_errors
    return f"入力エラーのある{state.with_errors}名は登録されません。エラーのない{ready}名で続けますか？"


def nobody_without_errors() -> str:
    """Why OK is disabled in a list of errors alone."""
    return f"{sentence('NXD_N_02')}(NXD_N_02)"


def left_out(state: "RunState") -> str:
    """How many were left out because they exist in e-AMANO already, or nothing."""
    return f"e-AMANO側に登録済みの{state.left_out}名は対象から除きました。" if state.left_out else ""


def ending(kind: "Kind", result: "RunResult") -> str:
    """What a result dialog says, with what comes next."""
    from nxdesk.desk.outcomes import REGISTERED
    if result.outcome != REGISTERED:
        return "\n".join(part for part in (f"【{result.outcome}】{result.sentence}({result.code})", result.check) if part)
    return (f"正常に終了しました。\n{kind.label}{result.registered}名をe-AMANOへ登録しました。\n\n"
            "次は、e-AMANOの人事担当者向け画面「従業員管理」→「従業員一覧」で連携されている事を確認してください。\n"
            "・入社済の従業員を連携した場合: スタートアップガイド「6 入社済従業員について」\n"
            "・新規従業員を連携した場合: スタートアップガイド「8 新規で登録した従業員に入社手続きの招待をする」")
