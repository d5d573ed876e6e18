"""Both tables of connection.md §1 row by row, as the settings window says them beside its fields."""

from dataclasses import replace

import pytest

from nxdesk.desk.program import Session
from nxdesk.desk.service_settings import Draft

EXAMPLE = "例) proxy1:8080"
FOLDED = "全角文字を半角に直しました。"
SCHEME = "アドレスの先頭を http:// に直しました。"
PAC = "自動構成スクリプト(PAC)には対応していません。情報システム部門にプロキシのアドレスとポートを確認してください。"
PORT = "プロキシのポート番号「{}」が正しくありません。1～65535の数字で入力してください。"
LONG = "a" * 64

PROXIES = {
    "proxy1:8080": ("proxy1:8080", ""), "localhost:3128": ("localhost:3128", ""), "proxy-1:8080": ("proxy-1:8080", ""),
    "proxy.example.co.jp:8080": ("proxy.example.co.jp:8080", ""), "10.1.2.3:8080": ("10.1.2.3:8080", ""),
    "proxy_1:8080": ("proxy_1:8080", ""),
    "http://proxy1:8080": ("proxy1:8080", ""), "http://proxy1:8080/": ("proxy1:8080", ""),
    "//proxy1:8080": ("proxy1:8080", ""),
    "http:proxy1:8080": ("proxy1:8080", SCHEME), "http:/proxy1:8080": ("proxy1:8080", SCHEME),
    " proxy1:8080": ("proxy1:8080", ""), "proxy1:8080 ": ("proxy1:8080", ""), "proxy1:8080\u3000": ("proxy1:8080", ""),
    "ｐｒｏｘｙ１：８０８０": ("proxy1:8080", FOLDED), "proxy1：8080": ("proxy1:8080", FOLDED),
    "proxy1": ("proxy1:80", "ポート番号が省略されたため 80 を使います。"),
    "https://proxy1:8443": ("https://proxy1:8443", ""),
    "[::1]:8080": ("[::1]:8080", ""), "プロキシ:8080": ("xn--nckua8gwd:8080", ""),
}
"""Accepted: what is used, and what is said about it."""

BAD_PROXIES = {
    "proxy1:8080/path": "プロキシのアドレスにパスは指定できません。「/path」を消してください。",
    "proxy.example.co.jp:8080/path": "プロキシのアドレスにパスは指定できません。「/path」を消してください。",
    "proxy1:": f"プロキシのポート番号がありません。「:」の後ろに入力してください。{EXAMPLE}",
    "proxy1:abc": PORT.format("abc"), "proxy1:0": PORT.format("0"), "proxy1:99999": PORT.format("99999"),
    ":8080": f"プロキシのホスト名がありません。{EXAMPLE}", "http://": f"プロキシのホスト名がありません。{EXAMPLE}",
    "a:8080;b:8080": "プロキシは1つだけ指定できます。", "a,b": "プロキシは1つだけ指定できます。",
    "socks5://proxy1:1080": "SOCKSプロキシには対応していません。",
    "DIRECT": PAC, "http://wpad.example.co.jp/proxy.pac": PAC,
}

FIELDS = [
    ("url", "emano.example.jp/api", "接続先URLは https:// から入力してください。"),
    ("url", "htp://emano.example.jp", "接続先URLの先頭「htp://」は使えません。"),
    ("url", "https://", "接続先URLにホスト名がありません。"),
    ("url", "https://emano..example/", "接続先URLの「emano..example」が正しくありません。"),
    ("url", f"https://{LONG}.jp", f"接続先URLの「{LONG}」が正しくありません。"),
    ("url", "http://emano.example.jp", "接続先URLは https:// で入力してください。http:// はこのPCの中だけで使えます。"),
    ("url", "https://user:pw@emano.jp", "接続先URLにユーザー名やパスワードは指定できません。"),
    ("url", "https://emano.jp/?a=1", "接続先URLの「?a=1」以降は指定できません。"),
    ("url", "https://emano.jp/#top", "接続先URLの「#top」以降は指定できません。"),
    ("url", "https://emano.jp:70000", "接続先URLのポート番号「70000」が正しくありません。1～65535の数字で入力してください。"),
    ("customer_id", "顧客", "お客様IDに使えない文字が含まれています。"), ("customer_id", "", "お客様IDを入力してください。"),
    ("auth_id", "秘密", "認証用IDに使えない文字が含まれています。"), ("auth_id", "", "認証用IDを入力してください。"),
    ("timeout", "29", "タイムアウトは30～300秒の整数で入力してください。"),
    ("timeout", "301", "タイムアウトは30～300秒の整数で入力してください。"),
    ("timeout", "30.5", "タイムアウトは30～300秒の整数で入力してください。"),
    ("retries", "10", "リトライ回数は0～9回の整数で入力してください。"),
    ("retries", "-1", "リトライ回数は0～9回の整数で入力してください。"),
]

READ = [
    ("url", "ｈｔｔｐｓ：／／ｅｍａｎｏ．ｅｘａｍｐｌｅ．ｊｐ／ａｐｉ／", "https://emano.example.jp/api",
     "接続先URLを「https://emano.example.jp/api」に整えました。"),
    ("url", "http://127.0.0.1:8765", "http://127.0.0.1:8765",
     "http:// はこのPCの中だけで使う接続です。通信は暗号化されません。"),
    ("customer_id", "AMANO\n0001", "AMANO0001", "お客様IDの空白や全角文字を直しました。"),
    ("auth_id", " AB12\n34 \u3000", "AB1234", "認証用IDの空白や全角文字を直しました。"),
    ("timeout", "６０", "60", ""), ("retries", " 3 ", "3", ""),
]


@pytest.fixture(scope="module")
def typed(right_draft: Draft) -> Draft:
    """Right values, to be changed one at a time."""
    return replace(right_draft, url="https://emano.example.jp")


@pytest.mark.parametrize("address", PROXIES)
def test_a_proxy_that_can_be_meant_is_used(session: Session, typed: Draft, address: str) -> None:
    judged = session.service_settings.judge(replace(typed, proxy_use=True, proxy_address=address))
    used, said = PROXIES[address]
    assert judged.issues == ()
    assert judged.normalised.proxy_address == used
    notices = [notice.sentence for notice in judged.notices]
    assert notices in ([[said]] if said else [[], [FOLDED]])


@pytest.mark.parametrize("address", BAD_PROXIES)
def test_a_proxy_that_cannot_be_meant_says_which_part_is_wrong(session: Session, typed: Draft, address: str) -> None:
    judged = session.service_settings.judge(replace(typed, proxy_use=True, proxy_address=address))
    assert [(issue.field, issue.sentence) for issue in judged.issues] == [("proxy_address", BAD_PROXIES[address])]
    assert judged.issues[0].code in ("NXD_I_04", "NXD_I_05")
    assert session.service_settings.judge(replace(typed, proxy_address=address)).issues == (), "not used, not judged"


def test_a_login_in_the_address_moves_to_its_fields(session: Session, typed: Draft) -> None:
    judged = session.service_settings.judge(replace(typed, proxy_use=True, proxy_address="user:pass@proxy1:8080"))
    read = judged.normalised
    assert (read.proxy_address, read.proxy_auth, read.proxy_user, read.proxy_password) == (
        "proxy1:8080", True, "user", "pass")
    assert [notice.sentence for notice in judged.notices] == ["アドレスの中のユーザー名とパスワードを、プロキシ認証の欄に移しました。"]


def test_user_and_password_are_never_normalised(session: Session, typed: Draft) -> None:
    user, password = " ﾊﾟ① ", " p@ss:w/rd#1%? ｱ"
    judged = session.service_settings.judge(replace(typed, proxy_use=True, proxy_address="proxy1:8080",
                                                    proxy_auth=True, proxy_user=user, proxy_password=password))
    assert judged.issues == ()
    assert (judged.normalised.proxy_user, judged.normalised.proxy_password) == (user, password)


@pytest.mark.parametrize(("field", "text", "sentence"), FIELDS)
def test_each_field_says_what_is_wrong_with_it(session: Session, typed: Draft, field: str, text: str,
                                               sentence: str) -> None:
    judged = session.service_settings.judge(replace(typed, **{field: text}))  # type: ignore[arg-type]
    assert [(issue.field, issue.sentence) for issue in judged.issues] == [(field, sentence)]


@pytest.mark.parametrize(("field", "text", "used", "said"), READ)
def test_what_is_read_differently_is_shown(session: Session, typed: Draft, field: str, text: str, used: str,
                                           said: str) -> None:
    judged = session.service_settings.judge(replace(typed, **{field: text}))  # type: ignore[arg-type]
    assert judged.issues == ()
    assert getattr(judged.normalised, field) == used
    assert [notice.sentence for notice in judged.notices] == ([said] if said else [])


def test_the_longest_wait_of_the_table(session: Session, typed: Draft) -> None:
    judged = session.service_settings.judge(replace(typed, timeout="300", retries="9"))
    assert judged.longest_wait.splitlines() == [
        "最長で 約54分 待つ可能性があります (応答待ち300秒×10回 + 接続10秒×10回 + 再試行の間隔151秒)",
        "サービスから待つように言われた場合は、さらに最長60秒×9回"]
