"""What the system says in its own language is said in Japanese."""

import errno
import os
from pathlib import Path

import pytest

from nxdesk.records.sentences import reason_of


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_reason_is_in_the_systems_words(number: int):
    assert os.strerror(number) not in reason_of(OSError(number, os.strerror(number)))


def test_real_failures_have_words_of_their_own(tmp_path: Path):
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    said = []
    for place in (tmp_path / "none" / "x", file / "x", tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(OSError) as failed:
            place.write_text("", encoding="utf-8")
        said.append(reason_of(failed.value))
    assert said == ["場所が見つかりません", "フォルダーではありません", "ファイルではなくフォルダーです", "名前が長すぎます"]
    assert reason_of(OSError()) == "システムのエラー番号 不明"
