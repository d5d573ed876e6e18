"""The records of traffic: complete, private, bounded; nothing secret and no person code is in them or in the HAR."""

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nxdesk.boot.folders import appended_private
from nxdesk.desk import traffic
from nxdesk.desk.traffic import COLUMNS, Record, Recorder, TrafficDesk, dumped, loaded
from nxdesk.link.traffic import Attempt, Waiting, recorded_path, recorded_words
from tests.desk.runs import compared, sent

REGISTRATION = "0f8fad5b-d9cb-469f-a165-70867728950e"
FAILED = Attempt(
    "PUT", f"/v1/registrations/{REGISTRATION}/commit", 2, 4, datetime(2026, 4, 1, tzinfo=UTC),
    (("START", 0.0), ("RESOLVE_CONNECT", 0.001), ("CONNECTED", 0.011), ("TUNNEL_OK", 0.031), ("TLS_OK", 0.081),
     ("SENDING", 0.082), ("SENT", 0.084)), 120, None, "", "NXD_X_02", "proxy1:8080", ("ProtocolError",), 1.084,
    "応答を受け取る前に切断されました。")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "traffic.jsonl"


def test_nothing_secret_is_recorded(connected, program, options, right_draft, tmp_path):
    codes = ("0000000102", "0000000103", "0000000104")
    sent(compared(connected, "employee", *codes))
    kept = options.data / "traffic.jsonl"
    assert "/photos/{code}" in kept.read_text(encoding="utf-8")
    har = tmp_path / "out.har"
    assert TrafficDesk(program.desk.traffic).export(har) > 5
    for text in (kept.read_text(encoding="utf-8"), har.read_text(encoding="utf-8")):
        # Ten digits may stand in the middle of a time or of an id of a request.
        assert re.findall(r"(?<![0-9a-f.-])\d{10}(?![0-9a-f-])", text) == []
        for secret in (right_draft.auth_id, right_draft.customer_id, *codes, "renshu-1", "renshu"):
            assert secret not in text
        assert "X-EAmano-Auth" not in text
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in (kept, har)} == {0o600}


@pytest.mark.parametrize(("path", "kept"), [
    (f"/v1/registrations/{REGISTRATION}/photos/0000000101", f"/v1/registrations/{REGISTRATION}/photos/{{code}}"),
    (f"/v1/registrations/{REGISTRATION}/batches/12", f"/v1/registrations/{REGISTRATION}/batches/12"),
    ("/v1/employee/digests?limit=10000&cursor=0000000101", "/v1/employee/digests?limit=10000&cursor={cursor}"),
    ("/v1/employee/digest-lines?limit=9&cursor=0000000101", "/v1/employee/digest-lines?limit=9&cursor={cursor}"),
    ("/v1/employee?codes=0000000101%2C0000000102&since=", "/v1/employee?codes={codes}&since={since}"),
    ("/v1/registrations/check", "/v1/registrations/check"), ("/v1/0000000101", "/v1/{code}")])
def test_paths_are_kept_without_codes(path: str, kept: str):
    assert recorded_path(path) == kept


def test_sentences_are_kept_without_codes():
    assert recorded_words("移動しています: https://e.example/0000000101?n=000000000019") == (
        "移動しています: https://e.example/{code}?n=••••••••••••")


def test_a_line_of_the_file_is_the_record_again():
    for what in (FAILED, Waiting(2, 4, 1.5, "NXD_X_02")):
        record = Record("https://e.example", datetime(2026, 4, 1, tzinfo=UTC), what)
        assert loaded(dumped(record)) == record
    assert loaded(b'{"at": "yesterday"}') is None
    assert loaded(b"\xff{") is None


def test_the_file_is_bounded_and_a_lost_one_is_done_without(file: Path, monkeypatch):
    monkeypatch.setattr(traffic, "FILE_LIMIT", 5000)
    recorder = Recorder(file, appended_private)
    for number in range(50):
        recorder.keep(Record("https://e.example", FAILED.began, replace(FAILED, number=number)))
    assert [path.stat().st_size < 5000 for path in file.parent.iterdir()] == [True, True]
    kept = [record.what.number for record in recorder.records() if isinstance(record.what, Attempt)]
    assert kept == list(range(50))[-len(kept):]
    lost = Recorder(file.parent / "nowhere" / "traffic.jsonl", appended_private)
    lost.keep(Record("https://e.example", FAILED.began, FAILED))
    assert len(lost.records()) == 1


def test_a_list_for_people_has_the_parts_of_the_time(file: Path):
    recorder = Recorder(file, appended_private)
    recorder.keep(Record("https://e.example", FAILED.began, FAILED))
    recorder.keep(Record("https://e.example", FAILED.began, Waiting(3, 4, 1.5, "NXD_X_02")))
    listed = zip(*TrafficDesk(recorder).open().columns, strict=True)
    waiting, row = [dict(zip(COLUMNS, texts, strict=True)) for texts in listed]
    assert [row[name] for name in ("connect", "tunnel", "tls", "send", "wait", "receive", "total")] == [
        "10", "20", "50", "2", "1,000", "", "1,084"]
    assert (row["at"], row["what"], row["attempt"]) == ("2026/04/01 09:00:00.000", "登録の確定", "2/4")
    assert (waiting["what"], waiting["attempt"]) == ("待機", "3/4")


def test_the_export_is_har_1_2(file: Path):
    recorder = Recorder(file, appended_private)
    recorder.keep(Record("https://e.example", FAILED.began, FAILED))
    recorder.keep(Record("https://e.example", FAILED.began, replace(
        FAILED, status=200, cause="", sentence="", phases=(("START", 0.0), ("SENDING", 0.01), ("SENT", 0.02),
                                                            ("HEADERS", 0.05), ("DONE", 0.06)), seconds=0.06)))
    out = file.parent / "out.har"
    TrafficDesk(recorder).export(out)
    log = json.loads(out.read_text(encoding="utf-8"))["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "nxdesk")
    for entry in log["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()
        assert {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"} == set(
            entry["request"])
        assert {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize",
                "bodySize"} == set(entry["response"])
        timings = entry["timings"]
        parts = [value for name, value in timings.items() if value > 0 and name != "ssl"]
        assert sum(parts) == pytest.approx(entry["time"])
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
    failed, fine = log["entries"]
    assert (failed["response"]["status"], failed["_cause"], failed["timings"]["ssl"]) == (0, "NXD_X_02", 50)
    assert (fine["response"]["status"], fine["timings"]["connect"]) == (200, -1)
