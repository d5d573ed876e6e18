"""`nxdesk masters generate`: a realistic company of any size in place of the practice company."""

import click

from nxdesk.boot.options import Options
from nxdesk.cli.exits import refuse, tell
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
