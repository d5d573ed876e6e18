"""The kinds that can be linked, in the manual's order (manual (1)). A kind joins the program by standing here."""

from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_geppen import GEPPEN
from nxdesk.records.filing_loss import LOSS
from nxdesk.records.filing_santei import SANTEI
from nxdesk.records.filing_shoyo import SHOYO
from nxdesk.records.hr_code import HR_CODE
from nxdesk.records.leaving import LEAVING
from nxdesk.records.year_end import YEAR_END

KINDS: tuple[Kind, ...] = (
    EMPLOYEE, FAMILY, YEAR_END, ACQUISITION, LOSS, LEAVING, HR_CODE, SANTEI, GEPPEN, SHOYO)


def kind(kind_id: str) -> Kind:
    """The kind with this id; raises KeyError."""
    for known in KINDS:
        if known.id == kind_id:
            return known
    raise KeyError(kind_id)


def registrable() -> tuple[Kind, ...]:
    """Kinds that NX can register in e-AMANO, in menu order."""
    return tuple(sorted((k for k in KINDS if k.register_number), key=lambda k: k.register_number or 0))


def acquirable() -> tuple[Kind, ...]:
    """Kinds that NX can acquire from e-AMANO, in menu order."""
    return tuple(sorted((k for k in KINDS if k.acquire_number), key=lambda k: k.acquire_number or 0))
