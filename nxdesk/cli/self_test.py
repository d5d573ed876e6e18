"""`nxdesk --self-test`: in a folder of its own it migrates, starts the service, registers one person, paints."""

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.cli.exits import Exit, refuse
from nxdesk.desk.refusal import Refusal
from nxdesk.records.clock import Clock
from nxdesk.records.sentences import reason_of

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.run_state import RunResult

_COMPLETE_PERSON = "0000000102"
_PAINT_SECONDS = 60


def run_self_test() -> int:
    """0 when everything worked; every step is told as it is passed."""
    from nxdesk.boot.build import build

    try:
        with tempfile.TemporaryDirectory(prefix="nxdesk-self-test-", ignore_cleanup_errors=True) as folder:
            options = Options(Path(folder), Clock())
            program = build(options)
            try:
                return _tested(program, options)
            finally:
                program.close()
    except (CannotStart, Refusal) as reason:
        raise refuse(reason.code, reason.sentence, as_json=False, check=getattr(reason, "check", "")) from None
    except OSError as error:
        raise refuse("", f"自己診断用のフォルダーを作れません。（{reason_of(error)}）", as_json=False) from None


def _tested(program: "Program", options: Options) -> Exit:
    from nxdesk.desk.outcomes import REGISTERED

    click.echo(f"移行: {program.masters.people.count()}名の練習会社")
    click.echo(f"サービス: {program.service.url}")
    result = _registered(program, options)
    if result is None or result.outcome != REGISTERED or result.registered != 1:
        click.echo(f"登録: 失敗 {f'{result.outcome} {result.sentence}({result.code})' if result else ''}", err=True)
        return Exit.REFUSED
    click.echo(f"登録: {result.registered}名 {result.outcome}")
    if not _window_painted(program):
        click.echo("画面: 失敗", err=True)
        return Exit.REFUSED
    click.echo("画面: ログイン画面を表示")
    return Exit.DONE


def _registered(program: "Program", options: Options) -> "RunResult | None":
    """Issue an ID, check and register the settings, register one person. Raises Refusal."""
    from nxdesk.desk.program import registration_run
    from nxdesk.desk.run_state import Selection
    from nxdesk.desk.service_settings import Draft, ServiceSettingsDesk
    from nxdesk.eamano.administration import issue_practice_id

    issued = issue_practice_id(options.service_data, "自己診断", options.clock)
    desk = program.desk
    settings = ServiceSettingsDesk(program.masters.settings, desk.nx_version, desk.clock, desk.connect)
    draft = Draft(url=program.service.url, customer_id=issued.customer_id, auth_id=issued.auth_id)
    settings.check(draft)
    settings.register(draft)
    run = registration_run(desk, "employee", "self-test", may_my_number=False)
    run.choose(Selection((_COMPLETE_PERSON,), options.clock.today()))
    run.confirm()
    run.check()
    if (failed := run.compare().result) is not None:
        return failed
    run.accept()
    return run.send(lambda done, everybody: None).result


def _window_painted(program: "Program") -> bool:
    """The login window, off the screen unless told otherwise: it fails where Qt's plugins are missing."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nxdesk.windows.app import Course, Start, application

    app = application()
    course = Course(app, Start(lambda: program.desk, str(program.desk.nx_version)))
    course.ready.connect(app.quit)
    too_late = threading.Timer(_PAINT_SECONDS, app.exit, (1,))
    too_late.start()
    course.begin()
    try:
        return app.exec() == 0
    finally:
        too_late.cancel()
        too_late.join()
        course.end()
