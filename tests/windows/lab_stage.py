"""The settings window of a program, and a service behind the practice network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shiboken6 import isValid

from nxdesk.boot.build import Program
from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.lab.network import Network
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from nxdesk.windows.shell import Shell
from tests.windows.conftest import settle
from tests.windows.run_stage import issued_by

LOGIN = ("山田", "秘密:ﾊﾟｽ")


@dataclass
class Stage:
    """Values that connect stand in the window, by TLS and without a proxy; no CA file is chosen yet."""

    window: ServiceSettingsWindow
    network: Network
    program: Program
    auth_id: str

    @property
    def shell(self) -> Shell:
        return self.window.shell

    def trust(self, path: Path | str | None = None) -> None:
        """Choose the practice CA's file, or another one."""
        self.window.ca.own.setChecked(True)
        self.window.ca.path.setText(str(path or self.network.certificates.ca_file))
        self.window.ca.settled.emit()
        settle(self.shell)


@contextmanager
def staged(program: Program, elsewhere: Program, shell: Shell, folder: Path) -> Iterator[Stage]:
    """A program's window, and before the other's service the network."""
    issued = issued_by(elsewhere)
    with Network(elsewhere.service.url, folder, credentials=LOGIN) as network:
        window = ServiceSettingsWindow(program.desk.login(*PRACTICE_USERS[0][:2]), shell)
        window.show()
        settle(shell)
        for field, value in (("url", network.tls_url), ("customer_id", issued.customer_id),
                             ("auth_id", issued.auth_id), ("timeout", "30"), ("retries", "0")):
            window.form.inputs[field].setText(value)
        yield Stage(window, network, program, issued.auth_id)
        if isValid(window):
            window.close_unasked()
