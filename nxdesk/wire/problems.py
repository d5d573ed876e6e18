"""The problem types of the service (RFC 9457), each declared once: name, status, Japanese title, code, retryable.

Clients act on the type, never on the title. The type URI is `{service}/problems/{name}`; each has a help page there.
Codes are those of connection.md §6 where it has one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of refusal; `help` says what to check."""

    name: str
    status: int
    title: str
    code: str
    help: str
    retryable: bool = False


AUTHENTICATION = ProblemType(
    "authentication", 401, "お客様IDまたは認証用IDが正しくありません。", "NXD_A_01",
    "e-AMANOの「NX連携設定」にあるお客様IDと、「認証用ID管理」の認証用IDを、そのまま入力してください。")
AUTH_ID_REVOKED = ProblemType(
    "auth-id-revoked", 403, "この認証用IDは無効になっています。", "NXD_A_02",
    "e-AMANOの「共通設定」→「NX連携設定」で新しい認証用IDを発行してください。")
AUTH_ID_EXPIRED = ProblemType(
    "auth-id-expired", 403, "この認証用IDは有効期限が切れています。", "NXD_A_02",
    "e-AMANOの「共通設定」→「NX連携設定」で新しい認証用IDを発行してください。")
MY_NUMBER_PERMISSION = ProblemType(
    "mynumber-permission", 403, "個人番号を連携する権限がありません。", "NXD_A_03",
    "マイナンバー連携を許可した認証用IDを使い、マイナンバー権限のある管理者でログインしてください。")
TOO_MANY_FAILURES = ProblemType(
    "too-many-failures", 429, "認証の失敗が続いたため、しばらく受け付けません。", "NXD_S_02", "時間をおいてからお試しください。", True)
BUSY = ProblemType("busy", 503, "混み合っています。", "NXD_S_02", "時間をおいてからお試しください。", True)
CLIENT_TOO_OLD = ProblemType(
    "client-too-old", 426, "このTimePro-NXの版では利用できません。", "NXD_V_01",
    "バージョン情報を確認し、保守番号をご準備のうえカスタマーサポートダイヤルまでお問い合わせください。")
UNSUPPORTED_API_VERSION = ProblemType(
    "unsupported-api-version", 400, "接続先の版とこのプログラムの版が合いません。", "NXD_V_02", "プログラムを更新してください。")
INVALID_RECORDS = ProblemType(
    "invalid-records", 422, "登録できないデータがあります。", "NXD_B_01", "社員ごとの一覧で内容を確認してください。")
INVALID_REQUEST = ProblemType("invalid-request", 422, "要求の内容が正しくありません。", "NXD_B_01", "プログラムの版を確認してください。")
ALREADY_REGISTERED = ProblemType(
    "already-registered", 409, "e-AMANO側に登録済みです。", "NXD_B_02", "再登録設定を確認するか、e-AMANO→NXの取得を使ってください。")
STALE_VERSION = ProblemType(
    "stale-version", 409, "比較一覧の表示後にe-AMANO側で変更されました。", "NXD_B_03", "一覧を作り直してください。")
UNLISTED_DELETION = ProblemType(
    "unlisted-deletion", 409, "一覧にないデータがe-AMANOにあります。確認していないデータは削除しません。", "NXD_B_09",
    "一覧を作り直して、削除されるデータを確認してください。")
SETTLED_DOCUMENT = ProblemType(
    "settled-document", 409, "e-AMANOで入力済または確定の書類は変更できません。", "NXD_B_10",
    "e-AMANOで状態を戻すか、その個人を除いて、一覧を作り直してください。")
EMPLOYEE_MISSING = ProblemType(
    "employee-missing", 422, "先に社員登録を行ってください。", "NXD_B_04", "社員登録のあとに、家族などの登録を行ってください。")
IDEMPOTENCY_MISMATCH = ProblemType(
    "idempotency-mismatch", 422, "同じ登録番号で異なる内容が送られました。", "NXD_B_01", "一覧を作り直してください。")
UNKNOWN_REGISTRATION = ProblemType(
    "unknown-registration", 404, "この登録は受け付けていません。", "NXD_B_06", "まだ登録されていません。送り直せます。")
WITHDRAWN = ProblemType(
    "withdrawn", 409, "この登録は取り下げられています。", "NXD_B_08", "はじめからやり直してください。")
NOT_COMPLETE = ProblemType(
    "not-complete", 409, "登録データがすべて届いていません。", "NXD_S_01", "「結果を確認」を押してください。")
IN_PROGRESS = ProblemType(
    "in-progress", 409, "前回の登録を処理しています。", "NXD_S_01", "少し待ってから「結果を確認」を押してください。", True)
NOT_FOUND = ProblemType("not-found", 404, "指定された宛先はありません。", "NXD_R_05", "接続先URLを確認してください。")
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed", 405, "この宛先では使えない操作です。", "NXD_R_05", "接続先URLを確認してください。")
BODY_TOO_LARGE = ProblemType(
    "body-too-large", 413, "送信されたデータが大きすぎます。", "NXD_B_07", "一度に登録する人数を減らしてください。")
SLOW_BODY = ProblemType(
    "slow-body", 408, "データの受信が時間内に終わりませんでした。", "NXD_S_04", "ネットワークの状態を確認してください。", True)
INTERNAL = ProblemType(
    "internal", 500, "e-AMANO側で問題が発生しました。", "NXD_S_03", "問い合わせ番号を添えてサポートへお問い合わせください。")

PROBLEM_TYPES: dict[str, ProblemType] = {
    p.name: p for p in list(globals().values()) if isinstance(p, ProblemType)}
