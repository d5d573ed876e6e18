"""管理者画面: 練習の道具 → スナップショット. nxdesk's own, marked as such: the real e-AMANO cannot go back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.screens import ADMIN, Pages, Visit, go
from nxdesk.eamano.rules.restore_words import CANNOT, KEPT, counted, record_words, summary
from nxdesk.eamano.rules.restoring import Preview, RestoreRefused, preview, purge, restore
from nxdesk.eamano.store.audit import Actor
from nxdesk.eamano.store.snapshots import Snapshot, Snapshots
from nxdesk.eamano.store.tables import AUDIT_RUNS

PATH = "/admin/practice/snapshots"
_PAGE = 50
_NAMED = 200
"""So many records are named in a preview; the numbers count all."""
_DONE = {"restored": "登録前の状態に戻しました。この処理も「この処理の前に戻す」で取り消せます。",
         "purged": "スナップショットを消去しました。"}
RunNumber = Annotated[int, Path(ge=1, le=2**31)]


def snapshots_router(pages: Pages) -> APIRouter:
    """List, preview, restore, purge."""
    router = APIRouter()
    visitor = Depends(pages.visit(ADMIN))
    _add_list(router, pages, visitor)
    _add_restoring(router, pages, visitor)
    _add_purging(router, pages, visitor)
    return router


def _add_list(router: APIRouter, pages: Pages, visitor: Any) -> None:
    service = pages.service

    @router.get(PATH)
    def listed(visit: Visit = visitor, done: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        with service.database.read() as connection:
            snapshots = Snapshots(connection, visit.tenant.id)
            count = snapshots.count()
            last = max(1, -(-count // _PAGE))
            number = min(page, last)
            found = snapshots.page((number - 1) * _PAGE, _PAGE)
            actors: dict[int, str] = dict(connection.execute(select(AUDIT_RUNS.c.run, AUDIT_RUNS.c.actor).where(
                AUDIT_RUNS.c.tenant_id == visit.tenant.id,
                AUDIT_RUNS.c.run.in_([snapshot.run for snapshot in found]))).tuples().all())
        now = service.clock.utc_stamp()
        rows = [(snapshot, actors.get(snapshot.run, ""), list(counted(snapshot)), snapshot.over(now))
                for snapshot in found]
        return pages.page("snapshots.html", visit=visit, here=PATH, rows=rows, count=count, page=number, last=last,
                          message=_DONE.get(done, ""), cannot=CANNOT, kept=KEPT,
                          usable=any(not over for *_, over in rows))


def _add_restoring(router: APIRouter, pages: Pages, visitor: Any) -> None:
    service = pages.service

    def refused(visit: Visit, run: int, reason: RestoreRefused) -> Response:
        return pages.page("snapshot_refused.html", 404 if reason.code == "NXD_U_01" else 409, visit=visit, here=PATH,
                          run=run, sentence=reason.sentence, code=reason.code)

    def shown(visit: Visit, looked: Preview, error: str = "") -> Response:
        words = [record_words(looked, record) for record in looked.named(_NAMED)]
        return pages.page(
            "snapshot_restore.html", 422 if error else 200, visit=visit, here=PATH, snapshot=looked.snapshot,
            seen=looked.seen, undone=looked.undone[1:], summary=summary(looked), records=words, error=error,
            unnamed=len(looked.records) - len(words), cannot=CANNOT, kept=KEPT)

    @router.get(f"{PATH}/{{run}}/restore")
    def look(run: RunNumber, visit: Visit = visitor) -> Response:
        try:
            return shown(visit, preview(service, visit.tenant.id, run))
        except RestoreRefused as reason:
            return refused(visit, run, reason)

    @router.post(f"{PATH}/{{run}}/restore")
    async def go_back(run: RunNumber, request: Request, visit: Visit = visitor) -> Response:
        fields = await pages.form(request, visit.form_token)
        actor = _actor(request, visit)
        try:
            if fields.get("agreed") != "1":
                looked = await pages.work(lambda: preview(service, visit.tenant.id, run))
                return shown(visit, looked, "内容を確認し、チェックを付けてから実行してください。")
            await pages.work(lambda: restore(service, visit.tenant.id, run, actor, fields.get("seen", "")))
        except RestoreRefused as reason:
            return refused(visit, run, reason)
        return go(f"{PATH}?done=restored")


def _actor(request: Request, visit: Visit) -> Actor:
    address = request.client.host if request.client else ""
    return Actor(visit.account.name, address, request.state.request_id)


def _add_purging(router: APIRouter, pages: Pages, visitor: Any) -> None:
    service = pages.service

    def found(visit: Visit, run: int) -> Snapshot:
        with service.database.read() as connection:
            snapshot = Snapshots(connection, visit.tenant.id).get(run)
        if snapshot is None or snapshot.purged_at is not None:
            raise HTTPException(404)
        return snapshot

    @router.get(f"{PATH}/purge")
    def ask_all(visit: Visit = visitor) -> Response:
        return pages.page("snapshot_purge.html", visit=visit, here=PATH, snapshot=None)

    @router.get(f"{PATH}/{{run}}/purge")
    def ask(run: RunNumber, visit: Visit = visitor) -> Response:
        return pages.page("snapshot_purge.html", visit=visit, here=PATH, snapshot=found(visit, run))

    @router.post(f"{PATH}/purge")
    async def end_all(request: Request, visit: Visit = visitor) -> Response:
        await pages.form(request, visit.form_token)
        await pages.work(lambda: purge(service, visit.tenant.id, _actor(request, visit)))
        return go(f"{PATH}?done=purged")

    @router.post(f"{PATH}/{{run}}/purge")
    async def end(run: RunNumber, request: Request, visit: Visit = visitor) -> Response:
        await pages.form(request, visit.form_token)
        if not await pages.work(lambda: purge(service, visit.tenant.id, _actor(request, visit), run)):
            raise HTTPException(404)
        return go(f"{PATH}?done=purged")
