"""Texts of the windows around a registration run: 社会保険届出サービス, 個人選択, the list window, its dialogs."""

RUN_TEXTS: dict[str, str] = {
    "service.title": "社会保険届出サービス",
    "service.acquire": "1：データ取得",
    "service.register": "2：データ登録",
    "person_selection.title": "個人選択",
    "person_selection.execute": "実行",
    "person_selection.cancel": "キャンセル",
    "person_selection.select_all": "全選択",
    "person_selection.select_none": "全解除",
    "person_selection.my_number": "個人番号の連携",
    "person_selection.as_of": "参照日",
    "list.open_table": "表起動",
    "list.ok": "OK",
    "list.cancel": "キャンセル",
    "list.sentence": "e-AMANOへ登録できる個人、または入力エラーがある個人を表示しております。"
                     "個人を選びなおす場合は、キャンセルボタンを選択してください。",
}
