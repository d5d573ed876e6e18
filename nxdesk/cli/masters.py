"""`nxdesk masters generate`: a realistic company of any size in place of the practice company."""

import click

from nxdesk.boot.options import Options
from nxdesk.cli.exits import Exit, refuse, tell
from nxdesk.cli.opening import opened
from nxdesk.records.sentences import sentence

_MOST_PEOPLE = 1_000_000

@click.group("masters")
def masters_group() -> None:
    """NXの人事マスターを扱います。"""


@masters_group.command("generate")
@click.option("--people", type=click.IntRange(1, _MOST_PEOPLE), required=True, help="人数")
@click.option("--seed", type=int, default=1, show_default=True, help="乱数の種（同じ種からは同じ会社ができます）")
@click.option("--replace", is_flag=True, help="今いる全員を削除して作り直す")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def generate_command(options: Options, people: int, seed: int, *, replace: bool, as_json: bool) -> None:
    """指定した人数の会社を作ります。"""
    with opened(options, as_json=as_json, practice=False, serve=False) as program:
        from nxdesk.masters.practice import seed_company

        present = program.masters.people.count()
        if present and not replace:
            raise refuse("NXD_N_08", sentence("NXD_N_08", present=present), as_json=as_json)
        seed_company(program.masters, people, seed)
        members = program.masters.families.count()
        tell(f"{people}名の会社を作りました（種 {seed}、家族 {members}名）。",
             {"ok": True, "people": people, "family": members, "seed": seed}, as_json=as_json)


@masters_group.command("check")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True,
              help="問題ごとに表示する最大の件数（0は件数だけ）")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def check_command(options: Options, limit: int, *, as_json: bool) -> None:
    """連携前の確認: 連携の必須項目などに誤りや漏れのある社員・家族を数え、一覧にします。"""
    with opened(options, as_json=as_json, serve=False) as program:
        from nxdesk.desk.completeness import CompletenessDesk
        from nxdesk.desk.refusal import Refusal

        desk = CompletenessDesk(program.masters, program.desk.clock)
        try:
            found = desk.check()
            listed = {problem.id: desk.listed(problem)[:limit] if limit else [] for problem in found.problems}
        except Refusal as reason:
            raise refuse(reason.code, reason.sentence, as_json=as_json) from None
        lines = [f"社員 {found.people:,}名、家族 {found.members:,}名を確認しました。"]
        for problem in found.problems:
            lines.append(f"{'★' if problem.starred else '・'}{problem.kind.label} {problem.label}: "
                         f"{len(problem.places):,}件 {problem.sentence}".rstrip())
            lines += [f"    {row.owner} {row.person} {row.member}".rstrip() for row in listed[problem.id]]
            if limit and len(problem.places) > limit:
                lines.append(f"    ほか{len(problem.places) - limit:,}件")
        problems = [{"kind": problem.kind.id, "item": problem.item, "label": problem.label,
                     "count": len(problem.places), "starred": problem.starred, "warning": problem.warning,
                     "sentence": problem.sentence,
                     "records": [{"owner": row.owner, "seq": row.seq} for row in listed[problem.id]]}
                    for problem in found.problems]
        tell("\n".join(lines), {"ok": not found.blocking, "people": found.people, "members": found.members,
                                "blocking": found.blocking, "problems": problems}, as_json=as_json)
    if found.blocking:
        raise SystemExit(Exit.REFUSED)
