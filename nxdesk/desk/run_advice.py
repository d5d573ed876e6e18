"""What had better be registered before a kind is (人事コード before 年末調整): a remark, never a hindrance."""

from collections.abc import Iterator

from nxdesk.link.client import Client
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.sentences import sentence


def advice(client: Client, kind: Kind) -> Iterator[str]:
    """A sentence for each kind that e-AMANO should have something of first, and has not. Raises LinkFailure."""
    for first in map(kind_of, kind.advised):
        if not client.anything(first.id):
            words = sentence("NXD_N_29", label=first.label, run=first.register_label)
            yield f"{words}(NXD_N_29)"
