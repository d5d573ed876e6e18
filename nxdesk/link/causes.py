"""Every way in which talking to the service can fail, declared once: words, what to check, outcome, retry rule.

Rows and their order are connection.md §6. It must not know exceptions or sockets; `classify` turns those into rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class OutcomeWord(StrEnum):
    """What became of a registration, in the words of the ledger."""

    NOT_SENT = "未送信"
    NOT_REGISTERED = "未登録"
    PARTIAL = "一部"
    UNKNOWN = "不明"
    REGISTERED = "登録済"


class Retry(Enum):
    """What may be done about a cause without asking anybody (connection.md §5)."""

    NEVER = "never"
    NOTHING_SENT = "again, for nothing was sent"
    ASK_FIRST = "again; a registration asks for its outcome first"
    AS_TOLD = "again after the service's Retry-After"
    ASK_THEN_STOP = "no more; a registration asks for its outcome"


@dataclass(frozen=True, slots=True)
class Cause:
    """One row. `outcome` None: the phase decides (before sending 未送信, afterwards 不明).

    Texts are templates; a part in ⟨…⟩ is left out when one of its arguments is unknown. `variants` are other sentences
    of the same cause, by name.
    """

    code: str
    name: str
    sentence: str
    check: str
    outcome: OutcomeWord | None = None
    retry: Retry = Retry.NEVER
    variants: Mapping[str, str] = field(default_factory=dict)

    def words(self, args: Mapping[str, object], variant: str = "") -> str:
        """The sentence for a person."""
        return _filled(self.variants.get(variant, self.sentence), args)

    def to_check(self, args: Mapping[str, object]) -> str:
        """What the person should check."""
        return _filled(self.check, args)


_OPTIONAL = re.compile("⟨([^⟩]*)⟩")
_HOLE = re.compile(r"\{(\w+)\}")
_MARKS = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LONGEST = 300


def harmless(text: str) -> str:
    """A text from outside, fit for windows and terminals: no control or direction marks, not endless."""
    shown = _MARKS.sub("␤", text[:_LONGEST + 1])
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST - 1] + "…"


def harmless_all(texts: Sequence[str]) -> Sequence[str]:
    """`harmless` of each, for many that hardly ever hold a mark."""
    if _MARKS.search(" ".join(texts)) is None and max(map(len, texts), default=0) <= _LONGEST:
        return texts
    return list(map(harmless, texts))


def _filled(template: str, args: Mapping[str, object]) -> str:
    def hole(found: re.Match[str]) -> str:
        value = args.get(found[1])
        return "不明" if value is None or value == "" else harmless(str(value))

    def part(found: re.Match[str]) -> str:
        return found[1] if all(args.get(name) not in (None, "") for name in _HOLE.findall(found[1])) else ""
    return _HOLE.sub(hole, _OPTIONAL.sub(part, template))


_NOT_SENT, _NOT_REGISTERED = OutcomeWord.NOT_SENT, OutcomeWord.NOT_REGISTERED
_PARTIAL, _UNKNOWN = OutcomeWord.PARTIAL, OutcomeWord.UNKNOWN
_ASK = "「結果を確認」を押してください。もう一度登録はしないでください。"
_IN_BETWEEN = "ファイアウォールと検査装置を確認してください。"

_INPUT = (
    Cause("NXD_I_01", "url-without-scheme", "接続先URLは https:// から入力してください。",
          "e-AMANOの「NX連携設定」に表示されるURLを、そのまま貼り付けてください。", _NOT_SENT),
    Cause("NXD_I_02", "url-scheme", "接続先URLの先頭「{part}」は使えません。",
          "https:// の打ち間違いがないか確認してください。", _NOT_SENT,
          variants={"plain": "接続先URLは https:// で入力してください。http:// はこのPCの中だけで使えます。"}),
    Cause("NXD_I_03", "url-malformed", "接続先URLの「{part}」が正しくありません。",
          "全角文字、空白、ドットの連続、ポート番号 (1～65535) を確認してください。", _NOT_SENT,
          variants={"empty": "接続先URLを入力してください。", "no_host": "接続先URLにホスト名がありません。",
                    "port": "接続先URLのポート番号「{part}」が正しくありません。1～65535の数字で入力してください。",
                    "userinfo": "接続先URLにユーザー名やパスワードは指定できません。",
                    "query": "接続先URLの「{part}」以降は指定できません。"}),
    Cause("NXD_I_04", "proxy-malformed", "プロキシのアドレスが正しくありません。例) proxy1:8080",
          "全角コロン、ポート番号、余分な文字がないか確認してください。", _NOT_SENT,
          variants={"empty": "プロキシのアドレスを入力してください。例) proxy1:8080",
                    "path": "プロキシのアドレスにパスは指定できません。「{part}」を消してください。",
                    "many": "プロキシは1つだけ指定できます。",
                    "port": "プロキシのポート番号「{part}」が正しくありません。1～65535の数字で入力してください。",
                    "no_port": "プロキシのポート番号がありません。「:」の後ろに入力してください。例) proxy1:8080",
                    "no_host": "プロキシのホスト名がありません。例) proxy1:8080",
                    "host": "プロキシのホスト名「{part}」が正しくありません。例) proxy1:8080",
                    "brackets": "IPv6アドレスは [ ] で囲んで入力してください。例) [::1]:8080",
                    "scheme": "プロキシのアドレスの先頭「{part}」は使えません。例) proxy1:8080"}),
    Cause("NXD_I_05", "proxy-kind", "SOCKS・自動構成スクリプト(PAC)には対応していません。",
          "情報システム部門に、HTTPプロキシのアドレスとポートを確認してください。", _NOT_SENT,
          variants={"socks": "SOCKSプロキシには対応していません。",
                    "pac": "自動構成スクリプト(PAC)には対応していません。"
                           "情報システム部門にプロキシのアドレスとポートを確認してください。"}),
    Cause("NXD_I_06", "characters", "{item}に使えない文字が含まれています。",
          "改行、全角文字、絵文字が入っていないか確認してください。", _NOT_SENT,
          variants={"empty": "{item}を入力してください。", "long": "{item}が長すぎます。{limit}文字以内で入力してください。"}),
    Cause("NXD_I_07", "ca-file", "証明書ファイルを読み込めません。",
          "ファイルの場所と、PEM形式かどうかを確認してください。", _NOT_SENT,
          variants={"empty": "会社のCA証明書ファイルを選んでください。",
                    "relative": "証明書ファイルは、完全な場所（ドライブやルートから始まるパス）で指定してください。",
                    "missing": "証明書ファイルが見つかりません。", "denied": "証明書ファイルを開けません。",
                    "not_pem": "証明書ファイルの中に、PEM形式の証明書がありません。"}),
)

_REACHING = (
    Cause("NXD_D_01", "service-name-unknown", "接続先「{host}」が見つかりません。",
          "URLの綴りとDNSを確認してください。社内ではプロキシ経由でしか名前を解決できないことがあります。", _NOT_SENT),
    Cause("NXD_D_02", "dns-silent", "名前解決ができませんでした。ネットワークに接続されていますか。",
          "LANケーブル、Wi-Fi、VPNを確認してください。", _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_D_03", "proxy-name-unknown", "プロキシ「{proxy}」が見つかりません。",
          "アドレスの綴りと、社内ネットワークの外にいないかを確認してください。", _NOT_SENT),
    Cause("NXD_C_01", "service-refuses", "接続先が接続を受け付けていません。",
          "ポート番号、サービスが起動しているか、ファイアウォールを確認してください。", _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_C_02", "service-unreachable", "接続先が応答しません (接続 {n} 秒)。",
          "ファイアウォールと、プロキシが必要な環境でないかを確認してください。", _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_C_03", "network-down", "ネットワークに接続できません。",
          "ケーブル、Wi-Fi、VPNを確認してください。", _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_C_04", "cancelled", "中止しました。何も送信していません。", "必要なときにもう一度実行してください。", _NOT_SENT,
          variants={"read": "中止しました。"}),
)

_PROXY = (
    Cause("NXD_P_01", "proxy-refuses", "プロキシ {proxy} が接続を受け付けていません。",
          "ポート番号 (8080、3128 など) と、プロキシが動いているかを確認してください。", _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_P_02", "proxy-unreachable", "プロキシ {proxy} が応答しません。",
          "アドレスと、社内ネットワークにいるかを確認してください。", _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_P_03", "proxy-authentication", "プロキシの認証が必要です。",
          "「プロキシ認証を使用する」とパスワードの有効期限を確認してください。繰り返すとアカウントがロックされることがあります。",
          _NOT_SENT, variants={"wrong": "プロキシのユーザー名またはパスワードが違います。"}),
    Cause("NXD_P_04", "proxy-no-basic", "このプロキシは基本認証を受け付けません (要求: {schemes})。",
          "情報システム部門に、宛先の除外または基本認証の可否を相談してください。", _NOT_SENT),
    Cause("NXD_P_05", "proxy-forbids", "プロキシが「{host}」への接続を許可していません。",
          "情報システム部門に、許可リストへ {host}:{port} を追加してもらってください。"),
    Cause("NXD_P_06", "proxy-cannot-reach", "プロキシから接続先に到達できません⟨ ({reason})⟩。",
          "URLと、プロキシ側のDNS・ファイアウォールを確認してください。", None, Retry.ASK_FIRST),
    Cause("NXD_P_07", "not-a-proxy", "{proxy} はプロキシではないようです。", "プロキシのアドレスとポート番号を確認してください。"),
    Cause("NXD_P_08", "proxy-web-login", "プロキシがログイン画面への移動を求めています。",
          "ブラウザーで一度ログインするか、宛先を除外してもらってください。"),
    Cause("NXD_P_09", "proxy-not-tls", "プロキシは http:// で指定してください。", "プロキシのアドレスの先頭を確認してください。", _NOT_SENT),
    Cause("NXD_P_10", "proxy-silent", "プロキシが応答しません (接続確立中)。", "プロキシの負荷を確認してください。",
          _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_P_11", "proxy-cuts", "プロキシが接続を切断しました。",
          "プロキシの種類とポート (TLS専用のポートではないか) を確認してください。", _NOT_SENT, Retry.NOTHING_SENT),
)

_TLS = (
    Cause("NXD_T_01", "tls-inspection",
          "通信の途中で証明書が差し替えられています⟨ (発行者: {issuer})⟩。社内のTLS検査装置の可能性があります。",
          "社内CA証明書をOSに登録する (または「会社のCA証明書ファイルも使う」で指定する) か、"
          "{host} を検査の対象外にしてもらってください。", _NOT_SENT),
    Cause("NXD_T_02", "tls-self-signed", "接続先の証明書が自己署名です。",
          "接続先URLと、練習用CAの登録を確認してください。", _NOT_SENT),
    Cause("NXD_T_03", "tls-expired", "接続先の証明書の期限が切れています⟨ ({until})⟩。",
          "PCの日付と時刻、サービスの障害情報を確認してください。", _NOT_SENT),
    Cause("NXD_T_04", "tls-not-yet", "証明書がまだ有効ではありません⟨ ({begins} から)⟩。PCの時計が遅れている可能性があります。",
          "PCの日付と時刻を確認してください。", _NOT_SENT),
    Cause("NXD_T_05", "tls-wrong-host", "証明書は⟨「{san}」用で、⟩「{host}」用ではありません。",
          "URLのホスト名 (IPアドレスで指定していないか) を確認してください。", _NOT_SENT),
    Cause("NXD_T_06", "tls-lax-ca", "社内CA証明書の形式が新しい規則に合っていません。",
          "情報システム部門に、CA証明書の更新 (基本制約をcriticalにし、機関キー識別子を含める) を依頼してください。"
          "それまでは {host} をTLS検査の対象外にしてもらってください。", _NOT_SENT),
    Cause("NXD_T_07", "tls-to-plain", "接続先はTLS(https)で応答していません。", "ポート番号と http/https を確認してください。", _NOT_SENT),
    Cause("NXD_T_08", "plain-to-tls", "接続先は https を求めています。", "URLの先頭を確認してください。", _UNKNOWN, Retry.ASK_THEN_STOP),
    Cause("NXD_T_09", "tls-versions", "接続先と共通のTLSバージョンがありません。", "TLS1.2以上か、途中の装置を確認してください。", _NOT_SENT),
    Cause("NXD_T_10", "tls-client-certificate", "クライアント証明書が求められています。", "接続先URLの種類を確認してください。",
          None, Retry.ASK_THEN_STOP),
    Cause("NXD_T_11", "tls-cut", "暗号化通信の開始中に切断されました。", _IN_BETWEEN,
          _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_T_12", "tls-silent", "暗号化通信の開始が時間内に終わりませんでした。", _IN_BETWEEN,
          _NOT_SENT, Retry.NOTHING_SENT),
    Cause("NXD_T_13", "tls-untrusted", "接続先の証明書を確認できません。", "情報システム部門に、証明書の設定を確認してください。", _NOT_SENT),
)

_EXCHANGE = (
    Cause("NXD_X_01", "no-answer", "{n}秒以内に応答がありませんでした。⟨{ask}⟩", "{to_do}", None, Retry.ASK_FIRST),
    Cause("NXD_X_02", "cut-after-sending", "応答を受け取る前に切断されました。⟨{ask}⟩", "{to_do}", None, Retry.ASK_FIRST),
    Cause("NXD_X_03", "cut-after-sending-proxy", "応答を受け取る前に切断されました (プロキシ経由)。⟨{ask}⟩", "{to_do}",
          None, Retry.ASK_FIRST),
    Cause("NXD_X_04", "cut-in-answer", "応答の途中で切断されました。⟨{ask}⟩", "{to_do}", _UNKNOWN, Retry.ASK_FIRST),
    Cause("NXD_X_05", "cancelled-after-sending", "中止しました。送信済みのため、結果の確認が必要です。", _ASK, _UNKNOWN,
          variants={"staged": "中止しました。登録は確定していません。", "read": "中止しました。"}),
    Cause("NXD_X_06", "intermediary-error", "途中の装置が応答しました⟨ ({server})⟩。⟨{ask}⟩", "{to_do}", _UNKNOWN, Retry.ASK_FIRST),
)

_ANSWER = (
    Cause("NXD_R_01", "not-http", "接続先は期待したサービスではありません。", "URLとポート番号を確認してください。",
          None, Retry.ASK_THEN_STOP),
    Cause("NXD_R_02", "not-our-answer", "接続先の代わりに別の画面が応答しました (公衆Wi-Fiのログイン画面など)。",
          "ブラウザーで接続先を開いて確認してください。", _UNKNOWN, Retry.ASK_THEN_STOP),
    Cause("NXD_R_03", "unreadable", "応答を読み取れません。", "途中の装置とプログラムの版を確認してください。", _UNKNOWN, Retry.ASK_THEN_STOP),
    Cause("NXD_R_04", "redirect", "接続先が別のURLへ移動しています⟨: {location}⟩", "移動先がログイン画面なら (公衆Wi-Fiや社内の認証)、ブラウザーで先にログインしてください。"
          "e-AMANOの移転なら、「NX連携設定」に表示されるURLを入力し直してください。", _NOT_REGISTERED),
    Cause("NXD_R_05", "not-found", "接続先に必要な機能がありません。", "接続先URLを確認してください。", _NOT_REGISTERED),
)

_SERVICE = (
    Cause("NXD_A_01", "authentication", "お客様IDまたは認証用IDが正しくありません。",
          "e-AMANOの「認証用ID管理」の値と一致しているか確認してください。", _NOT_REGISTERED),
    Cause("NXD_A_02", "auth-id-revoked", "この認証用IDは無効になっています。",
          "e-AMANOの「NX連携設定」で新しい認証用IDを発行してください。", _NOT_REGISTERED,
          variants={"expired": "この認証用IDは有効期限が切れています。"}),
    Cause("NXD_A_03", "mynumber-permission", "個人番号を連携する権限がありません。",
          "マイナンバー連携を許可した認証用IDを使い、マイナンバー権限のある管理者でログインしてください。", _NOT_REGISTERED),
    Cause("NXD_V_01", "client-too-old", "TimePro-NX {v} では利用できません。⟨{min} 以上に更新してください。⟩",
          "バージョン情報を確認し、保守番号をご準備のうえカスタマーサポートダイヤルまでお問い合わせください。", _NOT_REGISTERED),
    Cause("NXD_V_02", "unsupported-api-version", "接続先の版⟨ ({sv})⟩とこのプログラムの版 ({cv}) が合いません。",
          "プログラムを更新してください。", _NOT_REGISTERED),
    Cause("NXD_V_03", "clock-off", "PCの時計が {d} ずれています。", "PCの日付と時刻の設定を確認してください。"),
    Cause("NXD_B_01", "invalid-records", "登録できないデータがあります。", "社員ごとの一覧を確認してください (「表起動」で出力できます)。",
          _NOT_REGISTERED, variants={"request": "要求の内容が正しくありません。", "mismatch": "同じ登録番号で異なる内容が送られました。"}),
    Cause("NXD_B_02", "already-registered", "e-AMANO側に登録済みです。",
          "再登録設定を確認するか、e-AMANO→NXの取得を使ってください。", _NOT_REGISTERED),
    Cause("NXD_B_03", "stale-version", "比較一覧の表示後にe-AMANO側で変更されました。", "一覧を作り直してください。", _NOT_REGISTERED),
    Cause("NXD_B_09", "unlisted-deletion", "一覧にないデータがe-AMANOにあります。確認していないデータは削除しません。",
          "一覧を作り直して、削除されるデータを確認してください。", _NOT_REGISTERED),
    Cause("NXD_B_10", "settled-document", "e-AMANOで入力済または確定の書類は変更できません。",
          "e-AMANOで状態を戻すか、その個人を除いて、一覧を作り直してください。", _NOT_REGISTERED),
    Cause("NXD_B_04", "employee-missing", "先に社員登録を行ってください。", "社員登録、家族登録の順に行ってください。", _NOT_REGISTERED),
    Cause("NXD_B_05", "partial", "{ok}名を登録、{ng}名は登録できませんでした。", "結果一覧を確認してください。", _PARTIAL),
    Cause("NXD_B_06", "unknown-registration", "この登録は受け付けていません。", "まだ登録されていません。送り直せます。", _NOT_REGISTERED),
    Cause("NXD_B_07", "body-too-large", "送信するデータが大きすぎます。", "一度に登録する人数を減らしてください。", _NOT_REGISTERED),
    Cause("NXD_B_08", "withdrawn", "この登録は取り下げられています。", "はじめからやり直してください。", _NOT_REGISTERED),
    Cause("NXD_S_01", "in-progress", "前回の登録を処理しています。", "少し待ってから「結果を確認」を押してください。",
          _UNKNOWN, Retry.AS_TOLD),
    Cause("NXD_S_02", "busy", "混み合っています⟨ (目安 {t})⟩。", "時間をおいてからお試しください。", _NOT_REGISTERED, Retry.AS_TOLD,
          variants={"maintenance": "メンテナンス中です⟨ (目安 {t})⟩。",
                    "failures": "認証の失敗が続いたため、しばらく受け付けません⟨ (目安 {t})⟩。"}),
    Cause("NXD_S_03", "internal", "e-AMANO側で問題が発生しました。⟨問い合わせ番号: {id}⟩", "問い合わせ番号を添えてサポートへお問い合わせください。",
          _UNKNOWN, Retry.ASK_THEN_STOP),
    Cause("NXD_S_04", "slow-body", "データの送信が時間内に終わりませんでした。", "ネットワークの状態を確認してください。",
          _NOT_REGISTERED, Retry.ASK_FIRST),
    Cause("NXD_Z_99", "unexpected", "予期しない問題が発生しました。(コード {code})",
          "再現バンドルを保存してサポートへお問い合わせください。", None, Retry.ASK_THEN_STOP),
)

CAUSES: dict[str, Cause] = {
    cause.code: cause
    for cause in (*_INPUT, *_REACHING, *_PROXY, *_TLS, *_EXCHANGE, *_ANSWER, *_SERVICE)}
"""All causes by code, in the order of connection.md §6."""

_BY_NAME = {cause.name: cause for cause in CAUSES.values()}


def named(name: str) -> Cause:
    """The cause with this name; raises KeyError."""
    return _BY_NAME[name]


ASK_SENTENCE = "登録されたかどうか確認が必要です。"
ASK_CHECK = _ASK
READ_CHECK = "ネットワークの状態を確認して、もう一度お試しください。"
