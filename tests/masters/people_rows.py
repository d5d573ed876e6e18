"""The key of the tests, and rows and drafts of people."""

from nxdesk.masters.generate import generate
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value

KEY = bytes(range(32))
COLUMNS = tuple(item.id for item in EMPLOYEE.nx_columns)


def some_rows(count: int) -> list[tuple[Value, ...]]:
    """The first people of a generated company."""
    return list(generate(count, 5))


def draft(code: str = "0000000001", **changes: Value) -> dict[str, Value]:
    """What an editor would save: every item of one person."""
    return dict(zip(COLUMNS, some_rows(1)[0], strict=True)) | {"employee_code": code} | changes
