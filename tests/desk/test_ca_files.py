"""The company's own CA file: judged beside its field, trusted by the connection, part of what a check has passed."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.service_settings import Draft, fingerprint
from nxdesk.lab.network import Network


@pytest.fixture(scope="module")
def network(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """The service behind TLS whose certificate is a practice CA's."""
    with Network(program.service.url, tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def draft(right_draft: Draft, network: Network) -> Draft:
    return replace(right_draft, url=network.tls_url, retries="0", ca_use=True,
                   ca_file=str(network.certificates.ca_file))


def test_the_files_authority_is_trusted_and_no_other(session: Session, draft: Draft) -> None:
    settings = session.service_settings
    with pytest.raises(Refusal, match="NXD_T_01") as refused:
        settings.check(replace(draft, ca_use=False))
    assert "(発行者: nxdesk 練習用CA)" in refused.value.sentence
    assert settings.check(draft).service
    assert settings.passed(draft)
    assert not settings.passed(replace(draft, ca_use=False))
    settings.register(draft)
    assert settings.load() == draft
    assert settings.passed(settings.load())
    assert settings.ladder(draft).climb().failed is None


def test_a_climb_is_one_record_of_the_traffic(session: Session, program: Program, draft: Draft) -> None:
    before = len(program.desk.traffic.records())
    assert session.service_settings.ladder(draft).climb().failed is None
    [record] = program.desk.traffic.records()[before:]
    assert (record.service, record.what.cause) == (draft.url, "")


def test_a_file_of_authorities_that_is_not_used_is_no_connection_value(draft: Draft) -> None:
    without = replace(draft, ca_use=False)
    assert fingerprint(without) == fingerprint(replace(without, ca_file=""))
    assert fingerprint(draft) != fingerprint(replace(draft, ca_file="/other.pem"))
    assert fingerprint(draft) != fingerprint(replace(without, proxy_use=True, proxy_address=draft.ca_file))


def test_whose_certificates_the_file_holds_is_said(session: Session, draft: Draft, tmp_path: Path,
                                                   network: Network) -> None:
    settings = session.service_settings
    both = tmp_path / "二つ.pem"
    both.write_text("説明の文章\n" + "\n".join(file.read_text() for file in (
        network.certificates.ca_file, network.certificates.inspection_file)), encoding="utf-8")
    two = replace(draft, ca_file=f' "{both}" ')
    settings.read_ca_file(two)
    judged = settings.judge(two)
    assert judged.issues == ()
    assert judged.normalised.ca_file == str(both)
    first, second = judged.ca_found.split("、")
    assert first.startswith("nxdesk 練習用CA（20")
    assert second.startswith("Corp SSL Inspection (nxdesk 練習)（20")


def made(folder: Path, kind: str) -> str:
    """Something that is no readable file of authorities."""
    path = folder / "ca.pem"
    if kind == "not_pem":
        path.write_bytes(b"\x30\x82\x01\x0a" * 20)
    elif kind == "half":
        path.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "huge":
        path.write_bytes(b"\n" * (4 * 1024 * 1024 + 1))
    return {"empty": "", "relative": "ca.pem", "below": f"{path}/x"}.get(kind, str(path))


@pytest.mark.parametrize(("kind", "words"), [
    ("empty", "会社のCA証明書ファイルを選んでください。"), ("relative", "完全な場所"),
    ("missing", "証明書ファイルが見つかりません。"), ("folder", "証明書ファイルを開けません。"),
    ("pipe", "証明書ファイルを開けません。"), ("not_pem", "PEM形式の証明書がありません。"),
    ("half", "PEM形式の証明書がありません。"), ("huge", "PEM形式の証明書がありません。")])
def test_each_unusable_file_is_told_beside_the_field(session: Session, draft: Draft, tmp_path: Path, kind: str,
                                                     words: str) -> None:
    settings = session.service_settings
    wrong = replace(draft, ca_file=made(tmp_path, kind))
    with pytest.raises(Refusal) as refused:
        settings.check(wrong)
    assert (refused.value.code, refused.value.field) == ("NXD_I_07", "ca_file")
    assert words in refused.value.sentence
    assert settings.judge(replace(wrong, ca_use=False)).issues == ()


def test_a_file_that_comes_into_being_is_read_anew(session: Session, draft: Draft, tmp_path: Path) -> None:
    settings = session.service_settings
    late = tmp_path / "late.pem"
    with pytest.raises(Refusal, match="NXD_I_07"):
        settings.check(replace(draft, ca_file=str(late)))
    late.write_bytes(Path(draft.ca_file).read_bytes())
    assert settings.check(replace(draft, ca_file=str(late))).service
