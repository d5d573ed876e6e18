"""Both tables of connection.md §1, row by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxdesk.link.addresses import BadAddress, parse_auth_id, parse_customer_id, parse_proxy, parse_service_url

ACCEPTED = {
    "proxy1:8080": "http://proxy1:8080", "localhost:3128": "http://localhost:3128",
    "proxy-1:8080": "http://proxy-1:8080", "proxy.example.co.jp:8080": "http://proxy.example.co.jp:8080",
    "10.1.2.3:8080": "http://10.1.2.3:8080", "proxy_1:8080": "http://proxy_1:8080",
    "http://proxy1:8080": "http://proxy1:8080", "http://proxy1:8080/": "http://proxy1:8080",
    "//proxy1:8080": "http://proxy1:8080", " proxy1:8080": "http://proxy1:8080",
    "proxy1:8080\u3000\n": "http://proxy1:8080", "https://proxy1:8443": "https://proxy1:8443",
    "[::1]:8080": "http://[::1]:8080", "プロキシ:8080": "http://xn--nckua8gwd:8080", "PROXY1:8080": "http://proxy1:8080",
    "http:8080": "http://http:8080",
}
REPAIRED = {
    "http:proxy1:8080": ("http://proxy1:8080", "アドレスの先頭を http:// に直しました。"),
    "http:/proxy1:8080": ("http://proxy1:8080", "アドレスの先頭を http:// に直しました。"),
    "ｐｒｏｘｙ１：８０８０": ("http://proxy1:8080", "全角文字を半角に直しました。"),
    "proxy1：8080": ("http://proxy1:8080", "全角文字を半角に直しました。"),
    "proxy1": ("http://proxy1:80", "ポート番号が省略されたため 80 を使います。"),
    "https://proxy1": ("https://proxy1:443", "ポート番号が省略されたため 443 を使います。"),
    "user:pass@proxy1:8080": ("http://proxy1:8080", "アドレスの中のユーザー名とパスワードを、プロキシ認証の欄に移しました。"),
}
REFUSED = {
    "proxy1:8080/path": ("NXD_I_04", "プロキシのアドレスにパスは指定できません。「/path」を消してください。"),
    "proxy1:": ("NXD_I_04", "プロキシのポート番号がありません。「:」の後ろに入力してください。例) proxy1:8080"),
    "proxy1:abc": ("NXD_I_04", "プロキシのポート番号「abc」が正しくありません。1～65535の数字で入力してください。"),
    "proxy1:0": ("NXD_I_04", "プロキシのポート番号「0」が正しくありません。1～65535の数字で入力してください。"),
    "proxy1:99999": ("NXD_I_04", "プロキシのポート番号「99999」が正しくありません。1～65535の数字で入力してください。"),
    ":8080": ("NXD_I_04", "プロキシのホスト名がありません。例) proxy1:8080"),
    "http://": ("NXD_I_04", "プロキシのホスト名がありません。例) proxy1:8080"),
    "": ("NXD_I_04", "プロキシのアドレスを入力してください。例) proxy1:8080"),
    "a:8080;b:8080": ("NXD_I_04", "プロキシは1つだけ指定できます。"),
    "a,b": ("NXD_I_04", "プロキシは1つだけ指定できます。"),
    "ftp://proxy1:8080": ("NXD_I_04", "プロキシのアドレスの先頭「ftp://」は使えません。例) proxy1:8080"),
    "proxy1 8080": ("NXD_I_04", "プロキシのホスト名「proxy1 8080」が正しくありません。例) proxy1:8080"),
    "proxy..jp:80": ("NXD_I_04", "プロキシのホスト名「proxy..jp」が正しくありません。例) proxy1:8080"),
    "256.1.1.1:80": ("NXD_I_04", "プロキシのホスト名「256.1.1.1」が正しくありません。例) proxy1:8080"),
    "::1": ("NXD_I_04", "IPv6アドレスは [ ] で囲んで入力してください。例) [::1]:8080"),
    "socks5://proxy1:1080": ("NXD_I_05", "SOCKSプロキシには対応していません。"),
    "DIRECT": ("NXD_I_05", "自動構成スクリプト(PAC)には対応していません。"
               "情報システム部門にプロキシのアドレスとポートを確認してください。"),
    "http://wpad.example.co.jp/proxy.pac": (
        "NXD_I_05", "自動構成スクリプト(PAC)には対応していません。情報システム部門にプロキシのアドレスとポートを確認してください。"),
}
URLS = {
    "https://emano.example.jp/api/": "https://emano.example.jp/api",
    "https://emano.example.jp": "https://emano.example.jp",
    "HTTPS://Emano.Example.jp:443//api//v/": "https://emano.example.jp/api/v",
    "ｈｔｔｐｓ：／／ｅｍａｎｏ．ｅｘａｍｐｌｅ": "https://emano.example", "https://天野.jp/": "https://xn--rss213k.jp",
    "http://127.0.0.1:8765/": "http://127.0.0.1:8765", "http://localhost:8765": "http://localhost:8765",
    "http://[::1]:8765": "http://[::1]:8765", "https://10.1.2.3:8443": "https://10.1.2.3:8443",
}
BAD_URLS = {
    "": ("NXD_I_03", "接続先URLを入力してください。"),
    "emano.example.jp/api": ("NXD_I_01", "接続先URLは https:// から入力してください。"),
    "emano.example.jp:8443": ("NXD_I_01", "接続先URLは https:// から入力してください。"),
    "htp://emano.example.jp": ("NXD_I_02", "接続先URLの先頭「htp://」は使えません。"),
    "http://emano.example.jp": ("NXD_I_02", "接続先URLは https:// で入力してください。http:// はこのPCの中だけで使えます。"),
    "https://": ("NXD_I_03", "接続先URLにホスト名がありません。"),
    "https://emano..example/": ("NXD_I_03", "接続先URLの「emano..example」が正しくありません。"),
    f"https://{'a' * 64}.jp": ("NXD_I_03", f"接続先URLの「{'a' * 64}」が正しくありません。"),
    "https://emano.jp:0": ("NXD_I_03", "接続先URLのポート番号「0」が正しくありません。1～65535の数字で入力してください。"),
    "https://emano.jp:65536": ("NXD_I_03", "接続先URLのポート番号「65536」が正しくありません。1～65535の数字で入力してください。"),
    "https://user:pw@emano.jp": ("NXD_I_03", "接続先URLにユーザー名やパスワードは指定できません。"),
    "https://emano.jp/?a=1": ("NXD_I_03", "接続先URLの「?a=1」以降は指定できません。"),
    "https://emano.jp/#top": ("NXD_I_03", "接続先URLの「#top」以降は指定できません。"),
    "https://em ano.jp": ("NXD_I_03", "接続先URLの「空白・改行」が正しくありません。"),
    "https://emano.jp/a\nb": ("NXD_I_03", "接続先URLの「空白・改行」が正しくありません。"),
    "https://emano.jp/../x": ("NXD_I_03", "接続先URLの「..」が正しくありません。"),
}


@pytest.mark.parametrize("typed", ACCEPTED)
def test_proxy_is_accepted_without_a_word(typed):
    parsed = parse_proxy(typed)
    assert parsed.url == ACCEPTED[typed]
    assert parsed.notices in ((), ("全角文字を半角に直しました。",))


@pytest.mark.parametrize("typed", REPAIRED)
def test_proxy_is_repaired_and_says_so(typed):
    parsed = parse_proxy(typed)
    assert (parsed.url, parsed.notices) == (REPAIRED[typed][0], (REPAIRED[typed][1],))


@pytest.mark.parametrize("typed", REFUSED)
def test_proxy_is_refused_with_the_wrong_part(typed):
    with pytest.raises(BadAddress) as caught:
        parse_proxy(typed)
    assert (caught.value.code, caught.value.sentence) == REFUSED[typed]


def test_the_normal_form_of_a_proxy_reads_as_the_manual_types_it():
    assert parse_proxy("http://proxy1:8080/").address == "proxy1:8080"
    assert parse_proxy("https://proxy1").address == "https://proxy1:443"


def test_a_login_in_the_address_is_moved_as_it_was_typed():
    parsed = parse_proxy("山田:ﾊﾟ①:＠@proxy1：8080")
    assert (parsed.url, parsed.user, parsed.password.reveal()) == ("http://proxy1:8080", "山田", "ﾊﾟ①:＠")
    assert "ﾊﾟ" not in repr(parsed)


def test_a_login_in_a_full_url_is_percent_decoded():
    parsed = parse_proxy("http://us%40er:p%3Aw@proxy1:8080")
    assert (parsed.user, parsed.password.reveal()) == ("us@er", "p:w")


@pytest.mark.parametrize("typed", URLS)
def test_service_url_is_normalised(typed):
    assert parse_service_url(typed).url == URLS[typed]


@pytest.mark.parametrize("typed", BAD_URLS)
def test_service_url_is_refused_with_the_wrong_part(typed):
    with pytest.raises(BadAddress) as caught:
        parse_service_url(typed)
    assert (caught.value.code, caught.value.sentence) == BAD_URLS[typed]
    assert caught.value.check


@pytest.mark.parametrize("typed", [
    "https://user:se#cret@host/x", "https://user:se?cret@host", "https://user:se/cret@host/x"])
def test_no_part_of_a_password_in_a_url_is_repeated(typed):
    with pytest.raises(BadAddress) as caught:
        parse_service_url(typed)
    assert caught.value.sentence == "接続先URLにユーザー名やパスワードは指定できません。"
    assert "cret" not in caught.value.part


def test_what_was_changed_in_a_url_is_said_and_http_warns():
    assert parse_service_url("https://emano.example.jp").notices == ()
    assert parse_service_url("https://emano.example.jp/").notices == ("接続先URLを「https://emano.example.jp」に整えました。",)
    assert parse_service_url("http://127.0.0.1:1").notices == (
        "http:// はこのPCの中だけで使う接続です。通信は暗号化されません。",)


def test_ids_are_repaired_and_never_repeated():
    parsed = parse_auth_id(" ＡＢ12\n 34 ")
    assert (parsed.value, parsed.notices) == ("AB1234", ("認証用IDの空白や全角文字を直しました。",))
    assert parse_customer_id("AMANO-0001\n").notices == ()


@pytest.mark.parametrize(("typed", "sentence"), [
    ("", "認証用IDを入力してください。"), ("秘密", "認証用IDに使えない文字が含まれています。"),
    ("a\x00b", "認証用IDに使えない文字が含まれています。"), ("a" * 129, "認証用IDが長すぎます。128文字以内で入力してください。")])
def test_bad_ids_are_refused(typed, sentence):
    with pytest.raises(BadAddress) as caught:
        parse_auth_id(typed)
    assert (caught.value.code, caught.value.sentence) == ("NXD_I_06", sentence)
    assert "秘密" not in str(caught.value) + repr(caught.value.part)


@given(st.text(max_size=60))
def test_nothing_typed_ever_breaks_the_readers(text):
    for reader in (parse_proxy, parse_service_url, parse_auth_id, parse_customer_id):
        said = "accepted"
        try:
            reader(text)
        except BadAddress as refused:
            said = refused.sentence and refused.check
        assert said


@given(st.text(max_size=60))
def test_normal_forms_stay_as_they_are(text):
    try:
        first = parse_proxy(text)
    except BadAddress:
        return
    again = parse_proxy(first.address)
    assert (again.address, again.notices) == (first.address, ())
