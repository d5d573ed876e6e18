"""Changes by hand on a real PostgreSQL, where two workers of the service write at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.editing import Draft, Editor, Outdated, Saved, Wrong, add, delete, save
from nxdesk.eamano.store.attachments import Attachments
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.eamano.store.editing import PERSON
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.vault.secret import Secret
from tests.eamano.changes import changed, dump
from tests.eamano.people import my_number, png
from tests.masters.postgres_cluster import Cluster

CODE = "0000000101"
EDITOR = Editor(1, Actor("人事 花子", "127.0.0.1", "r"))
CHILD = {"last_name": "伊藤", "first_name": "三郎", "birth_date": "2015-05-05", "relationship_code": "11"}
KNOWN = {"company_email": "a@example.jp", "last_name_kana": "イトウ", "first_name_kana": "イチロウ",
         "birth_date": "1980-01-01", "hire_date": "2010-04-01"}


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """Two workers over one database."""
    cluster = Cluster()
    url, folder = cluster.new_database(), tmp_path_factory.mktemp("workers")
    made = [open_service(folder, Clock(), url) for _ in range(2)]
    changed(made[0], lambda change: change.add_person(CODE, **KNOWN))
    yield made
    for service in made:
        service.database.close()
    cluster.stop()


def test_of_two_workers_one_writes(workers):
    def work(number):
        return save(workers[number % 2], EDITOR, EMPLOYEE, CODE, PERSON, Draft(1, {"position": f"課長{number}"}))
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(work, range(12)))
    assert sum(isinstance(outcome, Saved) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Outdated) for outcome in outcomes) == 11
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda n: add(workers[n % 2], EDITOR, FAMILY, CODE, Draft(None, CHILD)), range(6)))
    assert sum(isinstance(outcome, Saved) for outcome in added) == 1
    assert sum(isinstance(outcome, Wrong) for outcome in added) == 5


def test_a_member_with_everything_comes_and_goes(workers):
    service = workers[0]
    wife = CHILD | {"first_name": "花子", "relationship_code": "02"}
    member = add(service, EDITOR, FAMILY, CODE, Draft(None, wife, {"disability_cert_image": png()})).member
    saved = save(service, EDITOR, FAMILY, CODE, member, Draft(1, {"my_number_purposes": "税"}, {
        "my_number_doc_images.number": png(20)}, Secret(my_number(4))))
    assert saved == Saved(member, changed=True)
    with service.database.read() as connection:
        attachments = Attachments(connection, 1, service.sealer)
        assert attachments.image((CODE, member), "my_number_doc_images.number") == png(20)
    assert delete(service, EDITOR, FAMILY, CODE, member, 2) == Saved(member, changed=True)
    left = dump(service)
    assert (left["my_numbers"], left["attachments"]) == ([], [])
    with service.database.write() as connection:
        assert Audit(service.database, connection, 1).broken() is None
