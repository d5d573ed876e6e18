"""`nxdesk --self-test`: every step told when it works, a sentence when it does not."""

import subprocess
import sys

import pytest

from tests.cli.command import ROOT, Command

SMALL_FILES = 65536
"""Bytes: too small for the masters."""

pytestmark = pytest.mark.usefixtures("plain_starts")


def test_migrates_serves_registers_and_paints(nxdesk: Command) -> None:
    done = nxdesk("--self-test")
    assert (done.status, done.err) == (0, "")
    assert [line.partition(":")[0] for line in done.out.splitlines()] == ["移行", "サービス", "登録", "画面"]


def test_a_disk_without_room_is_told_in_a_sentence(nxdesk: Command) -> None:
    code = ("import resource; from nxdesk.cli.main import main\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({SMALL_FILES}, {SMALL_FILES})); main()")
    done = subprocess.run([sys.executable, "-B", "-c", code, "--self-test"], capture_output=True, text=True, cwd=ROOT,
                          env=nxdesk.environment, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "データを保存できません。ディスクの空き容量を確認してください。(NXD_M_01)"
