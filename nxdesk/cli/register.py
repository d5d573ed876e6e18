"""`nxdesk register KIND`: the registration run of the windows, without windows."""

import getpass
from typing import TYPE_CHECKING

import click

from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.cli.choosing import WHO, Given, codes_chosen, day_chosen, document_options, documents_chosen, made
from nxdesk.cli.course import Course, Wish
from nxdesk.cli.exits import refuse
from nxdesk.cli.interrupts import cancellable
from nxdesk.cli.listing import facts_of
from nxdesk.cli.opening import opened
from nxdesk.cli.passwords import password_of
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import registrable

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.registration import RegistrationRun


_OPTIONS = (
    Given(("--as-of",), {"default": "", "help": "参照日 例) 2020-04-06（省略時は今日）"}),
    Given(("--skip-errors",), {"is_flag": True, "help": "入力エラーのある個人を除いて続ける"}),
    Given(("--accept-losses",), {"is_flag": True, "help": "e-AMANOから消えるデータがあっても登録する"}),
    Given(("--despite-unknown",), {"default": "", "metavar": "理由",
                                   "help": "同じ個人の登録の結果が不明のままでも送る理由（5文字以上、台帳に残る）"}),
    Given(("--dry-run",), {"is_flag": True, "help": "登録せずに、対象と内容だけを確認する"}),
    Given(("--json", "as_json"), {"is_flag": True, "help": "結果をJSONで出力する"}))
_AGAIN = (Given(("--relink",), {
    "is_flag": True, "help": "再登録: e-AMANOにあるデータをNXのデータで上書きする（NX 1.2.6.0以上）"}),)
_NUMBERS = (
    Given(("--my-number",), {"is_flag": True, "help": "個人番号も連携する（--user が必要）"}),
    Given(("--user", "user_id"), {"default": "", "help": "NXのユーザーID（パスワードは環境変数NXDESK_PASSWORDか入力）"}))


@click.group("register")
def register_group() -> None:
    """NX→e-AMANOの登録を実行します。"""


def _command(kind: Kind) -> click.Command:
    def command(options: Options, /, codes: str = "", as_of: str = "", user_id: str = "", despite_unknown: str = "",
                document: tuple[str, ...] = (), *, everybody: bool = False, relink: bool = False,
                my_number: bool = False, every_document: bool = False, **wish: bool) -> None:
        chosen = codes_chosen(codes, everybody=everybody or not kind.by_person)
        if my_number and not user_id:
            raise click.UsageError("--my-number には、マイナンバー権限のあるユーザーを --user で指定してください。")
        documents = documents_chosen(document, every=every_document)
        day = day_chosen(as_of, options.clock)
        with opened(options, as_json=wish["as_json"], serve=False) as program:
            raise SystemExit(_register(program, kind, chosen, day, documents,
                                       Wish(**wish, relink=relink, my_number=my_number, user_id=user_id,
                                            despite_unknown=despite_unknown)))
    given = (*(WHO if kind.by_person else ()), *document_options(kind), *(() if kind.upsert else _AGAIN),
             *(_NUMBERS if "my_number" in kind.by_id else ()), *_OPTIONS)
    return made(command, kind.id, f"{kind.register_label}（NX→e-AMANO）", given)


def _register(program: "Program", kind: Kind, codes: tuple[str, ...] | None, day: str, documents: tuple[str, ...],
              wish: Wish) -> int:
    from nxdesk.desk.refusal import Refusal
    from nxdesk.desk.run_state import Selection

    course: Course | None = None
    try:
        run = _run(program, kind, wish)
        course = Course(program, run, wish)
        if wish.despite_unknown:
            run.despite_unknown(wish.despite_unknown)
        if not run.begins_with_everything:
            run.choose(Selection(codes if codes is not None else tuple(program.masters.people.codes()), day,
                                 wish.my_number, documents))
        run.confirm()
        return course.told(cancellable(course.state_reached, run.cancel))
    except (Refusal, CannotStart) as reason:
        raise refuse(reason.code, reason.sentence, as_json=wish.as_json, check=getattr(reason, "check", ""),
                     errors=facts_of(course.left_behind if course else ())) from None


def _run(program: "Program", kind: Kind, wish: Wish) -> "RegistrationRun":
    """The run, of a user of NX where one is named, otherwise of whoever is at the terminal. Raises Refusal.

    The service is started when the check is over, and is asked nothing before.
    """
    from nxdesk.desk.program import registration_run

    if not wish.user_id:
        return registration_run(program.desk, kind.id, f"cli:{getpass.getuser()}", may_my_number=False,
                                relink=wish.relink, asks_early=False)
    user = program.desk.login(wish.user_id, password_of()).user
    return registration_run(program.desk, kind.id, user.user_id, may_my_number=user.my_number, relink=wish.relink,
                            asks_early=False)


for _kind in registrable():
    register_group.add_command(_command(_kind))
