"""Which items of a kind go into and come out of users' files, and by what words their columns are recognised."""

from collections.abc import Mapping

from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.matching import normalised

MY_NUMBER = "my_number"

STARTS: dict[str, dict[str, Value]] = {
    "employee": {"employment_status": "employed", "gender": "unselected"},
    "family": {"gender": "unselected", "living_together": "live_in", "hi_dependent": 0, "tax_dependent": "not",
               "disability_class": 0},
}
"""What a new record gets where the file says nothing, as in 人事マスター保守."""

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "employee_code": ("従業員コード", "社員コード", "社員番号", "従業員番号", "個人番号コード", "社員No", "従業員No", "社員ID", "従業員ID"),
    "last_name": ("氏", "苗字", "名字", "姓(漢字)", "氏名(姓)", "姓漢字", "従業員氏名(姓)"),
    "first_name": ("名前(名)", "名(漢字)", "氏名(名)", "名漢字", "従業員氏名(名)"),
    "last_name_kana": ("セイ", "フリガナ(姓)", "姓フリガナ", "カナ姓", "氏名カナ(姓)", "姓(カナ)", "姓かな"),
    "first_name_kana": ("メイ", "フリガナ(名)", "名フリガナ", "カナ名", "氏名カナ(名)", "名(カナ)", "名かな"),
    "birth_date": ("誕生日", "生年月日(西暦)", "生年月日(和暦)"),
    "gender": ("男女", "性別コード"),
    "company_email": ("メールアドレス", "会社メール", "社用メールアドレス", "E-mail", "email", "mail"),
    "private_email": ("個人メール", "私用メールアドレス"),
    "zip": ("〒", "郵便番号(現住所)", "現住所郵便番号"),
    "prefecture": ("都道府県名", "住所(都道府県)", "現住所都道府県"),
    "address_city": ("市区町村名", "住所(市区町村)", "住所1"),
    "address_street": ("丁目番地", "住所(番地)", "住所2"),
    "address_building": ("建物名", "マンション名", "建物名・部屋番号", "住所3"),
    "mobile_phone": ("携帯電話", "携帯", "携帯番号"),
    "hire_date": ("入社日", "入社年月日(西暦)", "雇入年月日"),
    "retire_date": ("退職日", "退社日", "退社年月日"),
    "employment_status": ("在籍状態", "在籍状況"),
    "employment_type": ("雇用区分", "従業員区分", "社員区分"),
    "department_code": ("部署コード", "部門コード"),
    "department_name": ("所属", "部署", "部署名", "部門", "部門名", "所属名"),
    "position": ("役職名",),
    "ei_insured_no": ("雇用保険番号", "雇用保険被保険者No"),
    "hi_insured_no": ("健康保険番号", "健保番号", "健康保険被保険者番号"),
    "ep_insured_no": ("厚生年金番号", "厚年番号", "厚生年金被保険者番号"),
    "relationship_code": ("続柄コード", "家族続柄", "続き柄"),
    "hi_dependent": ("健保被扶養者", "健康保険扶養", "社会保険扶養", "健保扶養", "扶養区分(健保)"),
    "living_together": ("同居別居", "同居区分", "同居・別居の別"),
    MY_NUMBER: ("マイナンバー", "個人番号(マイナンバー)", "MyNumber", "個人番号12桁"),
}

_CODE_WORDS: dict[str, dict[str, str]] = {
    "no_yes": {"あり": "1", "なし": "0", "○": "1", "◯": "1", "〇": "1", "×": "0", "はい": "1", "いいえ": "0", "yes": "1",
               "no": "0", "true": "1", "false": "0", "する": "1", "しない": "0", "チェックあり": "1", "チェックなし": "0",
               "対象": "1", "対象外": "0"},
    "gender": {"男性": "male", "女性": "female", "m": "male", "f": "female", "1": "male", "2": "female"},
    "employment_status": {"在職": "employed", "在職中": "employed", "在籍中": "employed", "休職中": "absent",
                          "退職済": "retired", "退社": "retired"},
    "relationship_code": {"子": "11", "長男": "11", "長女": "11", "次男": "11", "二男": "11", "次女": "11", "二女": "11",
                          "三男": "11", "三女": "11"},
    "living_together": {"別居": "resident"},
}
"""Words for codes beside those of the lists, as other programs write them (folded, in lower case)."""


def travelling(kind: Kind) -> tuple[Field, ...]:
    """The items of a file of this kind, in order: NX's own, without pictures, its running numbers and My Numbers."""
    return tuple(item for item in kind.nx_columns if item.id not in kind.key[1:])


def number_item(kind: Kind) -> Field | None:
    """The My Number, where records of the kind have one in NX."""
    item = kind.by_id.get(MY_NUMBER)
    return item if item is not None and item.in_nx else None


def importable(kind: Kind) -> dict[str, Field]:
    """The items that a column can stand for, by id."""
    number = number_item(kind)
    return {item.id: item for item in (*travelling(kind), *((number,) if number else ()))}


def needed_columns(kind: Kind) -> tuple[str, ...]:
    """The items by which records are told apart: without a column for each of them nothing can be imported."""
    return tuple(dict.fromkeys((kind.key[0], *(name for group in kind.match for name in group))))


def heading(words: str) -> str:
    """A column's heading as it is compared: without regard to width, spaces, brackets and case."""
    return normalised(words).casefold().replace("(", "").replace(")", "").replace("・", "").replace(":", "")


def known_words(kind: Kind) -> Mapping[str, str]:
    """Headings (as compared) by which an item is recognised → the item's id; labels come before synonyms."""
    found: dict[str, str] = {}
    items = importable(kind)
    for name, item in items.items():
        # 個人番号 is the My Number's label in both programs, and nothing else's.
        found.setdefault(heading(item.label), name)
        found.setdefault(heading(name), name)
    for name, words in _SYNONYMS.items():
        if name in items:
            for word in words:
                found.setdefault(heading(word), name)
                if kind.parent is not None and name not in kind.key:
                    found.setdefault(heading(f"家族{word}"), name)
    for name, item in items.items():
        if kind.parent is not None and item.label.startswith(kind.label):
            found.setdefault(heading(item.label.removeprefix(kind.label)), name)
    return found


def code_words(item: Field) -> dict[str, str]:
    """What may stand for a code of this item: the code itself, its label, both together, and other programs' words."""
    codes = item.shape.codes
    if codes is None:
        return {}
    words = {folded(word): code for word, code in _CODE_WORDS.get(codes.id, {}).items()
             if any(code == known for known, _ in codes.entries)}
    for code, label in codes.entries:
        words[folded(label)] = code
        words[folded(f"{code}:{label}")] = words[folded(f"{code}{label}")] = code
    return words | {folded(code): code for code, _ in codes.entries}


def folded(words: str) -> str:
    """A word as it is compared with those of a code list."""
    return normalised(words).casefold()
