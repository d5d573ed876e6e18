"""The sentences of an acquisition, for the windows and for the command line alike.

Light: the texts of all windows are read before the first one is painted.
"""

from typing import TYPE_CHECKING

from nxdesk.records.sentences import sentence

if TYPE_CHECKING:
    from nxdesk.desk.acquisition_state import AcquisitionResult, AcquisitionState
    from nxdesk.desk.impact import Impact
    from nxdesk.records.fields import Kind


def numbers_stay() -> str:
    """My Numbers and photos are never acquired."""
    return f"{sentence('NXD_N_63')}(NXD_N_63)"


def confirm(kind: "Kind", state: "AcquisitionState") -> str:
    """The question before a run: direction, number of people, and what becomes of NX's data."""
    selection = state.selection
    more = "とNXに登録されていない個人" if selection.newcomers else ""
    target = f"対象: {len(selection.codes)}名{more}" if selection.codes else "対象: NXに登録されていない個人"
    return "\n".join((f"［e-AMANO→NX］{kind.acquire_label}を実行します。\n{target}",
                      "NXのデータは、e-AMANOのデータで上書きされます。取得の後で、取得前に戻すこともできます。",
                      sentence("NXD_N_63"), "\nよろしいですか？"))


def nobody_left(state: "AcquisitionState") -> str:
    """Why nothing can be acquired."""
    told = ((state.left_out, "NXD_N_55"), (state.without_records, "NXD_N_56"), (state.unfinished, "NXD_N_57"))
    return "\n".join(_told(code, count, state.label) for count, code in told if count) or _told(
        "NXD_N_56", len(state.selection.codes), state.label)


def _told(code: str, count: int, label: str) -> str:
    return f"{sentence(code, count=count, label=label)}({code})"


def remarks(state: "AcquisitionState") -> tuple[str, ...]:
    """What the list says beside its rows: who was left out, what follows, and what is never acquired."""
    told = ((state.left_out, "NXD_N_55"), (state.without_records, "NXD_N_56"), (state.unfinished, "NXD_N_57"))
    return (*(_told(code, count, state.label) for count, code in told if count), numbers_stay())


def staying_behind(state: "AcquisitionState") -> str:
    """Said before a run goes on without the people who have errors."""
    ready = len({row.owner for row in state.rows if not row.is_error})
    return f"取得できない{state.with_errors}名のデータは取得しません。取得できる{ready}名で続けますか？"


def nobody_without_errors() -> str:
    """Why OK is disabled in a list of errors alone."""
    return f"{sentence('NXD_N_59')}(NXD_N_59)"


def losses(impact: "Impact") -> str:
    """What the confirmation says on top: what NX loses, or what arrives twice, in numbers."""
    counts = ((impact.losses, "消える項目", f"項目（{impact.losing}件のデータ）"),
              (len(impact.seconds), "別の家族として追加されるデータ", "件"),
              (impact.newer, "NX側が新しいデータの上書き", "件"))
    lines = [f"・{what}: {count}{unit}" for count, what, unit in counts if count]
    what = "NXから次のデータが消えます" if impact.dangerous else "次のデータを確認してください"
    return "\n".join([f"この取得を行うと、{what}。取得の後で、取得前に戻すことができます。", *lines])


def ending(kind: "Kind", result: "AcquisitionResult") -> str:
    """What a result dialog says, with what comes next."""
    from nxdesk.desk.acquisition_state import ACQUIRED
    if result.outcome != ACQUIRED:
        failed = (f"【{result.outcome}】{result.sentence}({result.code})", result.check)
        return "\n".join(part for part in failed if part)
    unit = "件" if kind.many else "名"
    counts = "、".join(f"{what} {count}{unit}" for what, count in (("新規", result.new), ("変更", result.changed)) if count)
    done = [f"{kind.label}をe-AMANOから取得しました。（{counts or '変更なし'}）"]
    if result.taken:
        done.append(f"社員{result.taken}名の項目も変わりました。")
    return "\n\n".join(filter(None, ("\n".join(("正常に終了しました。", *done)), _next(kind))))


_ORDER = {"employee": "家族取得", "family": "年末調整取得"}


def _next(kind: "Kind") -> str:
    """The manual's order: 社員取得 → 家族取得 → 年末調整取得."""
    following = _ORDER.get(kind.id)
    if following is None:
        return ""
    return f"年末調整の連携を行う場合は、続けて「1：データ取得」から「{following}」を行ってください。"
