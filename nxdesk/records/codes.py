"""Code lists: what a coded item may hold, and the words people read for it.

Sources are named list by list (records.md §0.5, §1.1 and the public schemas it cites).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes in display order with their Japanese labels; codes are text, or integers when `numeric`."""

    id: str
    entries: tuple[tuple[str, str], ...]
    numeric: bool = False

    def label(self, code: object) -> str:
        """The words for a stored code; an unknown code reads as itself, so that nothing is hidden."""
        text = str(code)
        return next((label for known, label in self.entries if known == text), text)


NO_YES = CodeList("no_yes", (("0", "無"), ("1", "有")), numeric=True)
GENDER = CodeList("gender", (("male", "男"), ("female", "女"), ("unselected", "未選択")))
EMPLOYMENT_STATUS = CodeList(
    "employment_status", (("employed", "在籍"), ("absent", "休職"), ("retired", "退職")))
EMPLOYMENT_TYPE = CodeList("employment_type", (
    ("board_member", "役員"), ("regular", "正社員"), ("fixed_term", "契約社員"), ("part_time", "パートタイム"),
    ("temporary", "派遣社員"), ("other", "その他")))
CONTRACT_TYPE = CodeList("contract_type", (("unlimited", "期間の定めなし"), ("limited", "期間の定めあり")))
CONTRACT_RENEWAL = CodeList("contract_renewal", (
    ("automatic", "自動的に更新する"), ("possible", "更新する場合があり得る"), ("none", "更新しない")))
TAX_CLASS = CodeList("tax_class", (("kou", "甲"), ("otsu", "乙"), ("hei", "丙")))
WIDOW = CodeList("widow_type", (("na", "対象外"), ("widow", "寡婦"), ("one_parent", "ひとり親")))
PASS_MONTHS = CodeList("commute_pass_months", (("1", "1か月"), ("3", "3か月"), ("6", "6か月")), numeric=True)

# Labels as in freee's public schema of householder relations; the order is that of a resident's certificate.
HOUSEHOLDER_RELATION = CodeList("householder_relation", (
    ("myself", "本人"), ("husband", "夫"), ("wife", "妻"), ("father", "父"), ("mother", "母"), ("child", "子"),
    ("senior_brother", "兄"), ("junior_brother", "弟"), ("senior_sister", "姉"), ("junior_sister", "妹"),
    ("grandfather", "祖父"), ("grandmother", "祖母"), ("grandchild", "孫"), ("father_in_law", "義父"),
    ("mother_in_law", "義母"), ("spouses_child", "配偶者の子"), ("child_spouse", "子の配偶者"), ("other", "その他")))

DISABILITY_CLASS = CodeList(
    "disability_class", (("0", "なし"), ("1", "一般(障害者)"), ("2", "特別障害者")), numeric=True)
# Codes are nxdesk's own: no public list exists (records.md §12).
DISABILITY_CERT = CodeList("disability_cert_type", (
    ("1", "身体障害者手帳"), ("2", "療育手帳"), ("3", "精神障害者保健福祉手帳"), ("4", "戦傷病者手帳"), ("9", "その他")))
NO_PENSION_NO_REASON = CodeList("no_pension_no_reason", (
    ("--", "--"), ("1", "年金手帳未交付(20歳未満等)"), ("2", "その他")))
EI_EMPLOYMENT_TYPE = CodeList("ei_employment_type", (
    ("1", "日雇"), ("2", "派遣"), ("3", "パートタイム"), ("4", "有期契約労働者"), ("5", "季節的雇用"), ("6", "船員"),
    ("7", "その他")))
EI_OCCUPATION = CodeList("ei_occupation", (
    ("1", "管理的職業"), ("2", "専門的・技術的職業"), ("3", "事務的職業"), ("4", "販売の職業"), ("5", "サービスの職業"),
    ("6", "保安の職業"), ("7", "農林漁業の職業"), ("8", "生産工程の職業"), ("9", "輸送・機械運転の職業"),
    ("10", "建設・採掘の職業"), ("11", "運搬・清掃・包装等の職業")))

_PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 "
    "山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 "
    "香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県")
# The name is stored (three incompatible code sets exist; map on output, records.md §0.5).
PREFECTURE = CodeList("prefecture", tuple((name, name) for name in _PREFECTURES.split()))

# 続柄 (records.md §2.2): one list for NX, mapped to the official and to public code sets only where files are written.
RELATIONSHIP = CodeList("relationship_code", (
    ("01", "夫"), ("02", "妻"), ("03", "夫(未届)"), ("04", "妻(未届)"), ("11", "子(実子・養子)"), ("12", "子(それ以外・配偶者の連れ子)"),
    ("21", "父"), ("22", "母"), ("23", "義父"), ("24", "義母"), ("31", "弟"), ("32", "妹"), ("33", "兄"), ("34", "姉"),
    ("41", "祖父"), ("42", "祖母"), ("43", "曾祖父"), ("44", "曾祖母"), ("51", "孫"), ("99", "その他")))
SPOUSES = frozenset({"01", "02", "03", "04"})
CHILDREN = frozenset({"11", "12"})
PARENTS = frozenset({"21", "22"})
OTHER_RELATION = "99"

LIVING = CodeList("living_together", (("live_in", "同居"), ("resident", "別居(国内)"), ("non_resident", "別居(国外)")))
PHONE_TYPE = CodeList("phone_type", (("1", "自宅"), ("2", "勤務先"), ("3", "携帯"), ("4", "その他")))
# One list for everybody; the official forms know only some of them for spouses, in another numbering.
FAMILY_OCCUPATION = CodeList("occupation_code", (
    ("1", "無職"), ("2", "パート"), ("3", "年金受給者"), ("4", "小・中学生以下"), ("5", "高・大学生"), ("6", "その他")))
DEPENDENT_REASON = CodeList("hi_dependent_reason", (
    ("spouse_hired", "配偶者の就職"), ("marriage", "婚姻"), ("birth", "出生"), ("left_job", "離職"), ("less_income", "収入減少"),
    ("moved_in", "同居"), ("other", "その他")))
DEPENDENT_END_REASON = CodeList("hi_dependent_end_reason", (
    ("death", "死亡"), ("divorce", "離婚"), ("hired", "就職・収入増加"), ("age75", "75歳到達"), ("disability", "障害認定"),
    ("other", "その他")))
TAX_DEPENDENT = CodeList("tax_dependent", (
    ("not", "対象外"), ("spouse", "源泉控除対象配偶者"), ("relative", "控除対象扶養親族"), ("under16", "16歳未満の扶養親族")))
NONRESIDENT_REASON = CodeList("nonresident_reason", (
    ("none", "対象外"), ("over_16_to_under_30_or_over_70", "16歳以上30歳未満または70歳以上"), ("study_abroad", "留学"),
    ("handicapped", "障害者"), ("over_38_man", "38万円以上の送金")))
EI_BENEFIT = CodeList("ei_benefit_status", (
    ("unselected", "未選択"), ("receiving", "受給中"), ("not", "受給していない"), ("pending", "受給予定")))
FAMILY_DISABILITY_CLASS = CodeList("family_disability_class", (
    ("0", "なし"), ("1", "一般(障害者)"), ("2", "特別障害者"), ("3", "同居特別障害者")), numeric=True)
