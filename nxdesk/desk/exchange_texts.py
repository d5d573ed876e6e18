"""What データ取込 and データ出力 say, in the windows and on the command line."""

from collections.abc import Iterator

from nxdesk.desk.exchange_faults import Fault
from nxdesk.desk.exchange_import import Imported, Preview


def counts(preview: Preview) -> str:
    """What the file comes to, in one line."""
    said = [f"{preview.rows:,}行を確認しました。", f"新規 {preview.added:,}件", f"変更 {preview.changed:,}件",
            f"変更なし {preview.unchanged:,}件"]
    if preview.skipped:
        said.append(f"登録済みのため対象外 {preview.skipped:,}件")
    return said[0] + "、".join(said[1:])


def faults(preview: Preview) -> str:
    """How much is wrong, or nothing."""
    found = preview.faults
    return f"誤りが{found.cells:,}か所（{found.rows:,}行）あります。このままでは取り込めません。" if found.cells else ""


def notes(preview: Preview) -> Iterator[str]:
    """What the user should know before the import."""
    for padded in preview.padded:
        yield (f"{padded.label}: 先頭の0が消えていた{padded.count:,}件に0を補います。"
               f"（例: {padded.before} → {padded.after}）")
    if preview.cleared:
        yield f"空欄のセルで、登録済みの値{preview.cleared:,}件が空欄になります。"
    if preview.numbers and preview.wish.real_numbers:
        yield f"個人番号{preview.numbers:,}件を、ファイルのとおりに取り込みます。（操作は記録されます）"
    elif preview.numbers:
        yield f"個人番号{preview.numbers:,}件は、練習用の番号（ダミー）に置き換えます。登録済みの個人番号は変更しません。"
    unused = [column.shown(place) for place, column in enumerate(preview.columns) if not column.item]
    if unused:
        yield f"使わない列: {'、'.join(unused)}"
    if not preview.faults.cells and not preview.can_run:
        yield "取り込む内容はありません。"


def fault_line(fault: Fault) -> str:
    """One broken cell in a line."""
    return f"{fault.row}行目 {fault.column or '（列なし）'}: {fault.sentence}"


def imported(label: str, done: Imported) -> str:
    """How an import ended."""
    numbers = f"、個人番号 {done.numbers:,}件" if done.numbers else ""
    return f"{label}を取り込みました。（新規 {done.added:,}件、変更 {done.changed:,}件{numbers}）"


def exported(label: str, count: int, file: str) -> str:
    """How an export ended."""
    return f"{label}{count:,}件を出力しました。\n{file}"
