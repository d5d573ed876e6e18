"""A household that e-AMANO has, for every test a new one."""

from collections.abc import Iterator

import pytest

from tests.eamano.household import Household
from tests.eamano.inside import Inside
from tests.eamano.people import person
from tests.eamano.relinked import Nx
from tests.eamano.service import Api, Running


@pytest.fixture
def inside(service: Running) -> Iterator[Inside]:
    opened = Inside(service.data)
    yield opened
    opened.close()


@pytest.fixture
def home(api: Api, inside: Inside, first: int) -> Household:
    household = Household(first, Nx(api), Nx(api, "family"), inside)
    Nx(api, relink=False).register([person(first)])
    Nx(api, "family", relink=False).register(household.rows)
    return household
