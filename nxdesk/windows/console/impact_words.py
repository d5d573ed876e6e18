"""The impact of a run in words: numbers, dangers with names, the title of a record. Qt-free."""

from collections.abc import Sequence

from nxdesk.desk.impact import Impact, ImpactRecord
from nxdesk.windows.texts import text

NAMED = 3
"""Losses named in the pane's head; all of them stand in the confirmation."""


def said(impact: Impact, entry: str, **args: object) -> str:
    """The words of the direction in which data goes."""
    return text(f"impact_nx.{entry}" if impact.toward_nx else f"impact.{entry}", **args)


def summary(impact: Impact) -> str:
    """How many people and records, and what happens to them."""
    kind = next((record.kind for record in impact.records), None)
    entry = "summary_counts"
    if kind is not None and kind.upsert and not impact.toward_nx:
        entry = "summary_updates" if kind.by_person else "summary_codes"
    counts = said(impact, entry, people=f"{impact.people:,}", new=f"{impact.new:,}",
                  relinked=f"{impact.relinked:,}")
    return counts + (text("impact.unchanged", count=f"{impact.unchanged:,}") if impact.unchanged else "")


def dangers(impact: Impact, deleted: Sequence[str]) -> str:
    """What is lost in numbers, deletions also by name; a sentence of its own where nothing is. Then what is newer."""
    lost = ((said(impact, "lost_counts", counts=loss_counts(impact)), some(deleted, NAMED)) if impact.dangerous
            else (said(impact, "nothing_lost"),))
    newer = said(impact, "newer", count=f"{impact.newer:,}") if impact.newer else ""
    return "\n".join(filter(None, (*lost, newer)))


def some(named: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    words = "、".join(named[:most])
    return words + text("impact.more", count=f"{len(named) - most:,}") if len(named) > most else words


def loss_counts(impact: Impact) -> str:
    """The losses by kind, those that happen alone."""
    counts = ((impact.deleted, "impact.deleted"), (impact.numbers_deleted, "impact.numbers_deleted"),
              (impact.losses, "impact.losses"))
    return "、".join(text(key, count=f"{count:,}") for count, key in counts if count)


def record_title(record: ImpactRecord) -> str:
    """Whose items are shown: 伊藤 一郎（0000000101）の家族 伊藤 花子（妻） 再登録データ."""
    return f"{record.shown_name} {record.label}"
