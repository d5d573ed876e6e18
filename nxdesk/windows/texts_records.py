"""Texts about the records of a person (家族, 賞与 …) and of 人事コード: their lists, their editor, removal."""

_LIST = {
    "records.list": "{label}の一覧",
    "records.add": "追加(&A)",
    "records.change": "変更(&C)",
    "records.view": "表示(&C)",
    "records.copy": "コピー(&T)",
    "records.delete": "削除(&L)",
    "records.derive": "{label}を計算(&J)",
    "records.document": "{label}(&Y):",
    "records.every_document": "（すべて）",
    "records.add_part": "{part}を追加(&{number})",
    "records.count": "{count}{unit}",
    "records.keys": "Insert 追加　Enter 変更　Ctrl+D コピー　Delete 削除",
    "records.keys_view": "Enter 表示",
    "records.none": "{label}は登録されていません。",
    "records.none_acquired": "取得した{label}はありません。",
    "records.new_owner": "{label}は、個人を登録した後に追加できます。",
    "records.acquired": "e-AMANOから取得したデータです。この画面では変更できません。",
    "records.linked": "この個人の{label}は {stamp} にe-AMANOへ連携されています。変更はe-AMANO側で修正し、"
                      "[e-AMANO→NX]で連携してください。",
    "records.linked_acquired": "この個人の{label}は {stamp} にe-AMANOから取得されています。変更はe-AMANO側で行い、"
                               "[e-AMANO→NX]で連携してください。",
    "records.linked_upsert": "この個人の{label}は {stamp} にe-AMANOと連携されています。NXで変更した後は、もう一度"
                             "「2：データ登録」で登録してください。",
    "records.deleted": "{label} {name} を削除しました。",
    "records.derived": "{count}行を追加しました。基礎日数と賃金額を入力してください。",
    "records.derived_none": "計算した期間は、すべて登録されています。",
    "records.delete_title": "{label}の削除",
    "records.delete_question": "{owner} の{label} {name} を削除します。元に戻すことはできません。",
    "records.delete_number": "{name} の個人番号（登録あり）も削除されます。",
    "records.delete_below": "この{label}の明細 {count}行も削除されます。",
    "records.delete_linked": "この個人の{label}は {stamp} にe-AMANOへ連携されています。"
                             "e-AMANO側の{label}は、この操作では削除されません。",
    "records.delete_sure": "よろしいですか。",
    "records.column_name": "氏名",
    "records.column_kana": "カナ",
    "records.column_number": "個人番号",
    "records.column_summary": "内容",
    "records.column_updated": "更新日",
    "records.unit_person": "人",
    "records.unit_record": "件",
    "records.my_number_unknown": "－",
}

_EDITOR = {
    "record.title": "{label} - {owner}",
    "record.new": "新しい{label}（{number}は登録時に決まります）",
    "record.one": "{number} {seq}　{name}",
    "record.updated": "更新日: {stamp}",
    "record.register": "登録(&S)",
    "record.close": "閉じる(&X)",
    "record.compute": "計算(&K)",
    "record.compute_hint": "合計や平均などを、入力した値から計算します。項目から離れたときにも計算されます。",
    "record.computed": "計算しました。",
    "record.computed_same": "計算しました。変わる項目はありません。",
    "record.saved": "登録しました。",
    "record.saved_with": "登録しました。次の内容を確認してください。\n{sentences}",
    "record.fix": "{count}件の入力を直してください。赤い印の項目を確認してください。",
    "record.stale": "このデータは、ほかの画面で更新されています。入力した内容は残っています。"
                    "最新の内容を読み込むと、入力した内容は失われます。読み込みますか。",
    "record.unsaved": "入力した内容が登録されていません。登録せずに続けますか。",
    "record.notice": "お知らせ",
    "record.guide": "F12 登録　Esc 閉じる",
    "record.guide_compute": "F9 計算　F12 登録　Esc 閉じる",
    "record.guide_view": "Esc 閉じる",
    "record.my_number_new": "個人番号は、{label}を登録した後に入力できます。",
}

_CODES = {
    "hr_codes.title": "人事コード保守",
    "hr_codes.search": "検索(&K):",
    "hr_codes.search_hint": "コード・名称・カナの一部",
    "hr_codes.inactive": "使用しないコードも表示(&N)",
    "hr_codes.guide": "F1 説明　F3 検索　F5 再表示　Insert 追加　Enter 変更　Esc 閉じる",
    "records.in_use": "{name} は年末調整 {count}件で使われているため、削除できません。\n使用区分を「使用しない」に変更しますか。",
    "records.in_use_title": "使われているコード",
    "records.in_use_off": "「使用しない」にする(&Y)",
    "records.in_use_keep": "そのままにする(&N)",
    "records.off": "{name} を「使用しない」にしました。",
    "record.doubt": "{sentences}\n\nこのまま登録しますか。",
}

RECORD_TEXTS: dict[str, str] = {**_LIST, **_EDITOR, **_CODES}
