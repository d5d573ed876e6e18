"""`nxdesk --self-test`: in a folder of its own it migrates, starts the service and registers one person."""

import tempfile
from pathlib import Path

import click

from nxdesk.boot.options import Options
from nxdesk.records.clock import Clock

_COMPLETE_PERSON = "0000000102"


def run_self_test() -> int:
    """0 when everything worked; every step is told as it is passed."""
    from nxdesk.boot.build import build
    from nxdesk.desk.program import registration_run
    from nxdesk.desk.run_state import Selection
    from nxdesk.desk.service_settings import Draft, ServiceSettingsDesk
    from nxdesk.eamano.administration import issue_practice_id

    with tempfile.TemporaryDirectory(prefix="nxdesk-self-test-", ignore_cleanup_errors=True) as folder:
        options = Options(Path(folder), Clock())
        program = build(options)
        try:
            click.echo(f"移行: {program.masters.people.count()}名の練習会社")
            click.echo(f"サービス: {program.service.url}")
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
            run.compare()
            run.accept()
            result = run.send(lambda done, everybody: None).result
        finally:
            program.close()
    if result is None or result.outcome != "登録済" or result.registered != 1:
        click.echo(f"登録: 失敗 {result.outcome if result else ''}", err=True)
        return 1
    click.echo("登録: 1名 登録済")
    return 0

