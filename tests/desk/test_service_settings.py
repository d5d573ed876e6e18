"""社会保険届出サービス設定: every field judged, 登録 only after a passed check of exactly these values."""

from dataclasses import replace
from pathlib import Path

import pytest

from nxdesk.boot.build import Program
from nxdesk.boot.options import Options
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.service_settings import Draft
from nxdesk.records.versions import NxVersion


def test_defaults_are_those_that_the_manual_leaves_alone(session: Session) -> None:
    assert (session.service_settings.defaults().timeout, session.service_settings.defaults().retries) == ("60", "3")


@pytest.mark.parametrize(("changes", "field", "words"), [
    ({"url": ""}, "url", "接続先URL"), ({"url": "e-amano.example.jp"}, "url", "https://"),
    ({"customer_id": ""}, "customer_id", "お客様ID"), ({"auth_id": ""}, "auth_id", "認証用ID"),
    ({"timeout": "29"}, "timeout", "30～300秒"), ({"timeout": "301"}, "timeout", "30～300秒"),
    ({"timeout": "一分"}, "timeout", "30～300秒"), ({"retries": "10"}, "retries", "0～9回"),
    ({"retries": ""}, "retries", "0～9回"), ({"proxy_use": True, "proxy_address": ""}, "proxy_address", "プロキシ"),
    ({"proxy_use": True, "proxy_address": "proxy1:99999"}, "proxy_address", "ポート"),
    ({"proxy_use": True, "proxy_address": "p:80", "proxy_auth": True}, "proxy_user", "ユーザー名")])
def test_each_wrong_value_is_told_beside_its_field(session: Session, right_draft: Draft, changes: dict[str, object],
                                                   field: str, words: str) -> None:
    judged = session.service_settings.judge(replace(right_draft, **changes))  # type: ignore[arg-type]
    assert [issue.field for issue in judged.issues] == [field]
    assert words in judged.issues[0].sentence
    assert judged.issues[0].code.startswith("NXD_")


def test_the_manuals_own_proxy_is_accepted(session: Session, right_draft: Draft) -> None:
    judged = session.service_settings.judge(replace(right_draft, proxy_use=True, proxy_address="proxy1:8080"))
    assert judged.issues == ()
    assert judged.normalised.proxy_address == "proxy1:8080"


def test_registering_needs_a_passed_check_of_exactly_these_values(session: Session, right_draft: Draft) -> None:
    settings = session.service_settings
    fresh = replace(right_draft, timeout="61")
    with pytest.raises(Refusal, match="NXD_F_05"):
        settings.register(fresh)
    settings.check(fresh)
    assert settings.passed(fresh)
    assert not settings.passed(replace(fresh, timeout="62"))
    settings.register(fresh)
    assert settings.load() == fresh


def test_the_switch_for_registering_again_is_no_connection_value(connected: Session, right_draft: Draft) -> None:
    switched = replace(right_draft, relink=True)
    assert connected.service_settings.passed(switched)
    connected.service_settings.register(switched)
    assert connected.service_settings.load().relink
    connected.service_settings.register(right_draft)


def test_a_stored_pass_stays_valid_when_the_window_is_opened_again(connected: Session, program: Program,
                                                                   right_draft: Draft) -> None:
    again = program.desk.login("admin", "renshu-1").service_settings
    assert again.passed(again.load())


def test_a_wrong_id_points_at_its_field(session: Session, right_draft: Draft) -> None:
    with pytest.raises(Refusal) as refused:
        session.service_settings.check(replace(right_draft, auth_id="WRONG-ID"))
    assert (refused.value.code, refused.value.field) == ("NXD_A_01", "auth_id")
    assert refused.value.check


def test_the_stored_secret_is_not_in_the_files(connected: Session, right_draft: Draft, options: Options) -> None:
    for file in Path(options.data).rglob("*"):
        if file.is_file():
            assert right_draft.auth_id.encode() not in file.read_bytes(), file


def test_registering_again_needs_nx_1_2_6_0(program: Program, session: Session, right_draft: Draft,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    assert session.service_settings.relink_available
    monkeypatch.setattr(program.desk, "nx_version", NxVersion.parse("1.2.5.9"))
    older = program.desk.login("admin", "renshu-1").service_settings
    assert not older.relink_available
    assert [i.code for i in older.judge(replace(right_draft, relink=True)).issues] == ["NXD_F_06"]
