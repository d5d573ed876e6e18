"""Pictures that are handed on: no 認証用ID, no password, no My Number can be read in them."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from nxdesk.windows.driving.pictures import picture_of
from nxdesk.windows.names import is_secret, set_secret
from nxdesk.windows.nx.person_my_number import MyNumberPanel
from nxdesk.windows.nx.service_settings_form import ServiceSettingsForm


def picture(window: QWidget) -> QImage:
    taken = picture_of(window)
    assert taken is not None
    return taken


def test_a_secret_field_looks_the_same_whatever_stands_in_it(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    secret, plain = set_secret(QLineEdit()), QLineEdit()
    layout.addWidget(plain)
    layout.addWidget(secret)
    window.show()
    plain.setFocus()
    empty = picture(window)
    secret.setText("A1B2-C3D4")
    covered = picture(window)
    secret.setText("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ")
    assert picture(window) == covered != empty
    plain.setText("https://e.example.jp")
    assert picture(window) != covered


def test_the_secret_fields_are_marked(qtbot, shell):
    form = ServiceSettingsForm(relink_available=True)
    qtbot.addWidget(form)
    assert {item for item, entry in form.inputs.items() if is_secret(entry)} == {"auth_id", "proxy_password"}
    panel = MyNumberPanel(shell, allowed=True)
    qtbot.addWidget(panel)
    assert is_secret(panel.number)
    assert is_secret(panel.entry)
