"""`docs/items.md`: every item of every kind, as declared."""

from collections.abc import Iterable, Iterator, Sequence

from nxdesk.records.fields import Kind
from nxdesk.records.handbook import META, KindFacts, code_lists, items_of, kinds_told, sentence_of
from nxdesk.records.kinds import kind as kind_of

_SOURCES = (
    ("MAN", "説明書（manual.txt）"), ("NPS", "日本年金機構「CSV形式届書作成仕様書」第16.2版"), ("KIR", "kufu/kirico"),
    ("KIR-old", "kufu/kirico の古い版"), ("NTS", "給与ソフトの公開プログラム"), ("FRE", "freee の公開スキーマ"), ("SHR", "SmartHR API の型"),
    ("KTB", "雇用保険業務取扱要領"), ("K", "知識による（出典なし。コード表の中だけに置く）"),
    ("jinjer、cells、work8 など", "離職証明書の解説ページ"))
_SHORT = 6
"""A code list of up to so many entries stands where it is used."""


def page() -> str:
    """The whole page."""
    told = kinds_told()
    lines = ["# 種別と項目", "", "`nxdesk kinds --markdown`で作られる一覧です。すべて、プログラムの中の項目の宣言から作られます。", "",
             *_overview(told), *_reading(), *_common()]
    for one in told:
        lines += _kind(one)
    return "\n".join([*lines, *_codes(), *_sentences(told), *_sources()]) + "\n"


def _overview(told: Sequence[KindFacts]) -> Iterator[str]:
    yield from _table(("No", "種別", "名前", "NX→e-AMANO", "e-AMANO→NX", "照合", "1つの書類", "順番"), (
        (str(one.kind.number), one.kind.label, f"`{one.kind.id}`", one.register, one.acquire, one.key,
         one.document or "－", one.order or "－") for one in told))


def _reading() -> Iterator[str]:
    yield from ("## 表の読み方", "",
                "- **持ち主**: 項目を持つマスター（両方、NX、e-AMANO）。", "- **必須**: その項目がないと、NXは保存せず、e-AMANOは連携を断ります。"
                "区分のある種別では、その区分の行だけで必須です。", "- **確認**: 項目の確認（条理チェック）のコード。文は最後の一覧にあります。",
                "- **登録**: e-AMANOにデータがあるときの登録（社員・家族では再登録）で、e-AMANOの値がどうなるか。番号は説明書の表の番号です。",
                "- **取得**: 取得で、NXの値がどうなるか。", "- **出典**: 記号は最後の一覧にあります。", "")


def _common() -> Iterator[str]:
    yield from ("## すべての種別に共通", "")
    yield from _table(("項目", "名前", "内容"), ((label, f"`{item}`", words) for item, label, words in META))


def _kind(told: KindFacts) -> Iterator[str]:
    kind = told.kind
    yield from (f"## {kind.number}. {kind.label} `{kind.id}`", "")
    yield from _table(("項目", "名前", "タブ・区分", "持ち主", "必須", "値", "確認", "登録", "取得", "出典"), (
        (one.label, f"`{one.id}`", "・".join(one.parts) or one.tab, one.holder, one.required or "－",
         _values(kind, one.id, one.values), " ".join(one.checks), one.registered, one.acquired, one.source)
        for one in items_of(kind)))
    if kind.prefills:
        yield from ("新しいデータを作るとき、社員から入る項目:", "")
        parent = kind_of(kind.parent or "")
        yield from _table(("項目", "社員の項目"), (
            (kind.by_id[one.field].label, "、".join(parent.by_id[name].label for name in one.reads))
            for one in kind.prefills))
    if kind.left_out:
        yield from ("公式の届書にあって、項目にしないもの:", "")
        yield from _table(("項番", "項目", "理由"), (tuple(one) for one in kind.left_out))


def _values(kind: Kind, item_id: str, words: str) -> str:
    codes = kind.by_id[item_id].shape.codes
    if codes is None:
        return words
    if len(codes.entries) > _SHORT:
        return f"コード表 `{codes.id}`"
    return "、".join(label if code == label else f"{code} {label}" for code, label in codes.entries)


def _codes() -> Iterator[str]:
    yield from ("## コード表", "")
    yield from _table(("名前", "コードと意味"), (
        (f"`{codes.id}`", "、".join(label if code == label else f"{code} {label}" for code, label in codes.entries))
        for codes in code_lists() if len(codes.entries) > _SHORT))


def _sentences(told: Sequence[KindFacts]) -> Iterator[str]:
    used = sorted({check.removesuffix("（注意）") for one in told for item in items_of(one.kind) for check in item.checks})
    yield from ("## 確認の文", "")
    yield from _table(("コード", "文"), ((code, sentence_of(code)) for code in used))


def _sources() -> Iterator[str]:
    yield from ("## 出典の記号", "")
    yield from list(_table(("記号", "出典"), _SOURCES))[:-1]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""
