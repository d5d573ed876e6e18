"""The catalogue of messages about records and inputs: a code, and the sentence people read for it.

Rooms hand codes with arguments around; the words stand here alone (the causes of the connection stand in `link.causes`,
the problems of the service in `wire.problems`). Only MXGEGV_W_00034 is the vendor's; nxdesk's own start with NXD_.
"""

import dataclasses
from dataclasses import dataclass

from nxdesk.records.fields import Severity

CATALOGUE: dict[str, str] = {
    # The manual's own (4).
    "MXGEGV_W_00034": "{label}の形式が不正です。",
    # Items of a record, by shape.
    "NXD_K_01": "{label}を入力してください。",
    "NXD_K_02": "{label}は{hint}で入力してください。使えない文字（改行など）は含められません。",
    "NXD_K_03": "{label}に存在しない日付が入力されています。",
    "NXD_K_04": "{label}は{hint}で入力してください。",
    "NXD_K_05": "{label}は{hint}の整数で入力してください。",
    "NXD_K_06": "{label}は年と月（{hint}）で入力してください。",
    "NXD_K_07": "{label}は選択肢から選んでください。",
    "NXD_K_08": "{label}は{hint}の画像を選んでください。",
    "NXD_K_09": "{label}は「123-4567」の形で入力してください。",
    "NXD_K_10": "{label}は「時間:分」（{hint}）で入力してください。",
    "NXD_K_11": "{label}は半角の数字とハイフンで入力してください。{hint}",
    "NXD_K_12": "{label}は英大文字2・数字8・英大文字2の12桁（{hint}）で入力してください。",
    "NXD_K_13": "{label}がすでに使われています。",
    "NXD_K_14": "{label}を入力してください。",
    "NXD_K_15": "{label}はこの区分では入力しません。",
    "NXD_K_16": "同じ内容を見分ける項目（{label}など）が同じデータが複数あります。",
    "NXD_K_19": "これ以上登録できません（9999件まで）。",
    # Items of 社員 (records.md §1.2).
    "NXD_VE_02": "{label}は半角数字10桁で入力してください。",
    "NXD_VE_03": "{label}は全角カタカナで入力してください。",
    "NXD_VE_04": "{label}を入力してください。",
    "NXD_VE_04B": "{label}に未来の日付が入力されています。",
    "NXD_VE_05": "{label}を入力してください。",
    "NXD_VE_05B": "{label}が入社年月日より前です。",
    "NXD_VE_06": "{label}の検査用数字が正しくありません。",
    "NXD_VE_07": "{label}の形式が不正です。{hint}",
    "NXD_VE_07B": "基礎年金番号は課所符号と一連符号の両方を入力してください。",
    "NXD_VE_08": "{label}が標準報酬月額表にない金額です。",
    "NXD_VE_09": "{label}に電子申請で使えない文字があります。電子申請用の氏名を登録してください。",
    "NXD_VE_11": "{label}が資格取得年月日以前です。",
    "NXD_VE_12": "{label}が生年月日より前です。",
    # Items of 家族 (records.md §2.5).
    "NXD_VF_01": "{label}を入力してください。連携の必須項目です。",
    "NXD_VF_02": "{label}を選択してください。連携の必須項目です。",
    "NXD_VF_03": "先に社員登録を行ってください。e-AMANOにこの個人が登録されていません。",
    "NXD_VF_04": "同じ姓名・生年月日の家族が複数あります。",
    "NXD_VF_05": "配偶者が複数登録されています。",
    "NXD_VF_06": "改姓の可能性があります。このまま登録すると、e-AMANOの家族は削除され、別の家族として新規に登録されます。",
    "NXD_VF_07": "選択した全員の家族で健康保険被扶養者がチェックなしです。未使用ではありませんか。",
    "NXD_VF_08": "{label}と続柄の組み合わせを確認してください。",
    "NXD_VF_09": "NXに家族がいないため、e-AMANOの家族はすべて削除されます。",
    "NXD_VF_10": "続柄が「その他」のときは{label}を入力してください。",
    "NXD_VF_11": "別居の家族の{label}を入力してください。",
    "NXD_VF_12": "家族は1人につき99名まで登録できます。",
    # Changes by hand on e-AMANO's pages.
    "NXD_E_01": "{label}の登録と削除は同時にできません。どちらか一方にしてください。",
    "NXD_E_02": "健康保険被扶養者が「有」の家族です。扶養追加手続きは行えません（扶養削除手続きは行えます）。",
    "NXD_E_03": "健康保険被扶養者が「無」の家族です。扶養削除手続きは行えません（扶養追加手続きは行えます）。",
    "NXD_E_04": "{label}は、この続柄で選べる理由から選んでください。",
    "NXD_E_05": "{label}が家族生年月日より前です。",
    "NXD_E_06": "{label}が被扶養者になった日より前です。",
    "NXD_E_07": "理由が「死亡」のときは{label}を入力してください。",
    "NXD_E_08": "新卒の方は、{label}を空欄のまま提出してください。",
    "NXD_E_09": "状態が「{state}」のため変更できません。状態を戻してから変更してください。",
    "NXD_E_10": "{label}が今日より後です。",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding about one item: the code, the item's id and label, and the arguments of the sentence."""

    code: str
    field: str
    label: str
    severity: Severity = Severity.ERROR
    args: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence with its code behind it, as the manual's list shows it."""
        return f"{self.words}({self.code})"

    @property
    def words(self) -> str:
        """The sentence alone."""
        return CATALOGUE[self.code].format(label=self.label, **({"hint": ""} | self.args))
