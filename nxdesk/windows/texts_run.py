"""Texts of the windows around a registration run: 社会保険届出サービス, 個人選択, the list window, its dialogs."""

from nxdesk.windows.texts_console import CONSOLE_TEXTS

_SERVICE = {
    "service.title": "社会保険届出サービス",
    "service.acquire": "1：データ取得",
    "service.register": "2：データ登録",
    "service.acquire_direction": "[e-AMANO→NX]連携処理",
    "service.register_direction": "[NX→e-AMANO]連携処理",
    "service.register_once": "(初回操作のみ使用)",
    "service.kinds": "処理の選択",
    "service.choose": "左のボタンを選択してください。",
    "service.guide": "1 データ取得　2 データ登録　↑↓ 移動　Enter 起動　F1 説明　Esc 閉じる",
    "service.writing": "NXのデータを更新しています。閉じても更新は最後まで行われ、結果は「取得の履歴」で確認できます。閉じますか。",
    "service.sending": "e-AMANOへ登録しています。閉じると登録を中止しますが、送信した内容が登録されたかどうかは、"
                       "あとで結果の確認が必要です。中止して閉じますか。",
}

_SELECTION = {
    "person_selection.title": "個人選択",
    "person_selection.title_of": "個人選択 - {run}",
    "person_selection.filters": "絞り込み",
    "person_selection.department": "所属(&B):",
    "person_selection.status": "在籍区分(&Z):",
    "person_selection.linkage": "連携状態(&R):",
    "person_selection.all": "（すべて）",
    "person_selection.code_from": "個人コード(&K):",
    "person_selection.code_to": "個人コード（まで）",
    "person_selection.until": "～",
    "person_selection.search": "氏名/カナ(&N):",
    "person_selection.search_hint": "氏名・カナの一部",
    "person_selection.clear": "条件をクリア(&C)",
    "person_selection.as_of": "参照日(&D):",
    "person_selection.my_number": "個人番号の連携",
    "person_selection.my_number_refused": "マイナンバー権限がないため選択できません。連携する場合は、マイナンバー権限がある管理者でログインしてください。",
    "person_selection.numbers_stay": "個人番号と顔写真は取得しません（NXのデータのまま残ります）。",
    "person_selection.documents_of": "{label}(&Y):",
    "person_selection.newest": "個人ごとに最新",
    "person_selection.every_document": "（すべて）",
    "person_selection.document": "{label}（{people}名）",
    "person_selection.unfinished": "作成中・未確定のデータも表示する(&M)",
    "person_selection.newcomers": "NXに登録されていない個人も取得する(&W)",
    "person_selection.list": "個人の一覧",
    "person_selection.column_check": "選択",
    "person_selection.select_all": "全選択",
    "person_selection.select_none": "全解除",
    "person_selection.execute": "実行",
    "person_selection.cancel": "キャンセル",
    "person_selection.count": "選択 {chosen}名",
    "person_selection.count_hidden": "選択 {chosen}名（うち一覧に表示されていない人 {hidden}名）",
    "person_selection.listed": "表示 {shown}名 / 全{total}名",
    "person_selection.loading": "読み込んでいます… {loaded}名 / 全{total}名",
    "person_selection.nobody": "人事マスターに個人が登録されていません。",
    "person_selection.none_found": "条件に合う個人がいません。",
    "person_selection.guide": "Space 選択の切替　Ctrl+A 全選択　F3 氏名/カナ　F5 再表示　F7 全選択　F8 全解除　F12 実行　Esc キャンセル",
}

_LIST = {
    "list.title": "比較一覧",
    "list.table": "一覧",
    "list.open_table": "表起動",
    "list.ok": "OK",
    "list.cancel": "キャンセル",
    "list.acquire_ok": "NXへ取得",
    "list.acquire_sentence": "e-AMANOから取得できる個人、または取得できない個人を表示しております。個人を選びなおす場合は、"
                             "キャンセルボタンを選択してください。",
    "list.acquire_guide": "F1 説明　F9 表起動　F12 NXへ取得　Ctrl+C コピー　Esc キャンセル",
    "direction.register": "[NX→e-AMANO] NXのデータをe-AMANOへ登録します。",
    "direction.acquire": "[e-AMANO→NX] e-AMANOのデータをNXへ取得します。NXのデータがe-AMANOのデータで上書きされます。",
    "list.cell": "選択した行の内容",
    "list.rows": "{rows}行 / {people}名",
    "list.rows_codes": "{rows}行 / {people}件",
    "list.hint_codes": "エラーの行をダブルクリックすると、人事コード保守で項目を修正できます。",
    "list.acquire_hint": "e-AMANOのデータの不備は、e-AMANOで修正してから、もう一度取得してください。"
                         "エラーの行をダブルクリックすると、人事マスター保守でNXのデータを確認できます。",
    "list.hint": "エラーの行をダブルクリックすると、人事マスター保守で項目を修正できます。",
    "list.guide": "F1 説明　F9 表起動　F12 OK　Ctrl+C コピー　Esc キャンセル",
    "list.writing": "表を作成しています…",
    "list.not_written": "表のファイルを作成できませんでした。ディスクの空き容量を確認してください。({reason})",
    "list.no_program": "表を開くプログラムが見つかりません。次のファイルを開いてください。\n{path}",
    "list.refused_there": "e-AMANOで受け付けられなかった内容です。人事マスター保守で修正し、個人の選択からやり直してください。",
}

_RUN = {
    "run.checking": "条理チェックを実行しています…",
    "run.comparing": "e-AMANOのデータと比較しています…",
    "run.comparing_count": "e-AMANOのデータと比較しています… {done}名 / {all}名",
    "run.preparing": "e-AMANOへ登録する準備をしています…",
    "run.sending": "e-AMANOへ登録しています… {done}名 / {all}名",
    "run.asking": "e-AMANOに登録の結果を確認しています…",
    "run.stop": "中止",
    "run.stop_unsure": "中止 (結果の確認が必要)",
    "run.stopping": "中止しています…",
    "run.progress": "進み具合",
    "run.ask": "結果を確認(&K)",
    "run.later": "あとで確認する(&L)",
    "run.later_hint": "「あとで確認する」を選んだ場合は、次に登録の処理を実行したときに、e-AMANOへ結果を自動で確認します。"
                      "同じ個人が二重に登録されることはありません。",
    "run.go_on": "続ける(&Y)",
    "run.stay": "一覧に戻る(&N)",
    "columns.title": "列の選択",
    "columns.list": "表示する列",
    "columns.ok": "OK",
    "columns.cancel": "キャンセル",
}

RUN_TEXTS: dict[str, str] = {**_SERVICE, **_SELECTION, **_LIST, **_RUN, **CONSOLE_TEXTS}
