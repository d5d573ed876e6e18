"""練習の道具 → スナップショット, after real registrations: list, preview, going back, purging."""

import re

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.records.clock import Clock
from tests.eamano.browser import Browser
from tests.eamano.changes import dump
from tests.eamano.inside import Inside
from tests.eamano.people import child, member, my_number, person, png
from tests.eamano.relinked import Nx, problem
from tests.eamano.service import Api, Running, new_id

PATH = "/admin/practice/snapshots"
FIRST = 101
CODE = f"{FIRST:010d}"
META = ("version", "updated_at", "settled")


class Scene:
    """A family at e-AMANO, and what a second registration with deletions makes of it."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.inside = Inside(running.data)
        self.api = Api(running.url, new_id(running.data))
        self.browser = Browser(running.url)
        self.browser.log_in("admin")
        first, families = Nx(self.api, relink=False), Nx(self.api, "family", relink=False)
        self.numbers: list[str | None] = [my_number(FIRST), None]
        first.register([person(FIRST), person(FIRST + 1)], numbers=self.numbers, photos={CODE: png()})
        families.register([member(FIRST), child(FIRST)], numbers=[my_number(FIRST + 50), my_number(FIRST + 51)])
        self.wife = self.inside.relative(CODE, "花子")["id"]
        self.inside.attach(CODE, 0, "disability_cert_image")
        self.inside.attach(CODE, self.wife, "my_number_doc_images.number", "my_number_doc_images.identity")
        self.inside.put("employee", CODE, my_number_purposes="給与所得の源泉徴収票")

    def relink(self) -> list[int]:
        """Everything that a re-registration can take away; answers the runs."""
        _, people = Nx(self.api).register([person(FIRST, department_name="総務部", disability_class=1), person(FIRST + 1)],
                                          numbers=[None, None], photos={CODE: png(9)})
        _, family = Nx(self.api, "family").register([child(FIRST)], people=[CODE], numbers=[None])
        return [people["run"], family["run"]]

    def dump(self, *without: str) -> dict[str, list[tuple]]:
        service = open_service(self.running.data, Clock())
        found = dump(service, without=without)
        service.database.close()
        return found

    def restore(self, run: int, **fields: str):
        path = f"{PATH}/{run}/restore"
        form = self.browser.form(path)
        return self.browser.post(path, form["form_token"], **{"seen": form["seen"], "agreed": "1", **fields})

    def close(self) -> None:
        self.browser.session.close()
        self.api.session.close()
        self.inside.close()


@pytest.fixture
def scene(start):
    made = Scene(start())
    yield made
    made.close()


def test_a_registration_with_deletions_is_taken_back_whole(scene):
    before = scene.dump(*META)
    versions = {row["id"]: row["version"] for row in scene.inside.records("family", CODE)}
    people, family = scene.relink()
    assert scene.inside.number(CODE) is None
    assert scene.inside.pictures(CODE, scene.wife) == set()
    assert [row["first_name"] for row in scene.inside.records("family", CODE)] == ["太郎"]
    looked = scene.browser.get(f"{PATH}/{people}/restore").text
    for words in ("実際のe-AMANOには、この機能はありません", "誤って再連携しても元には戻せません", f"No.{family}", "家族登録（再登録）",
                  "の家族 伊藤 花子", "個人番号も戻ってくる", "戻ってくる", "総務部", "スナップショットには、登録で削除された個人番号も"):
        assert words in looked
    assert _summary(looked) == {"従業員": (0, 0, 1), "家族": (0, 1, 1), "個人番号": (0, 3, 0)}
    for number in (FIRST, FIRST + 50, FIRST + 51):
        assert my_number(number) not in looked
    page = scene.restore(people)
    assert page.url.endswith(f"{PATH}?done=restored")
    assert f"登録前の状態に戻す（No.{people}の前へ）" in page.text
    assert scene.dump(*META) == before
    assert [scene.inside.number(CODE, who) for who in (0, scene.wife)] == [my_number(FIRST), my_number(FIRST + 50)]
    assert scene.inside.pictures(CODE, scene.wife) == {"my_number_doc_images.number", "my_number_doc_images.identity"}
    assert all(row["version"] > versions[row["id"]] for row in scene.inside.records("family", CODE))
    log = scene.browser.get("/admin/audit").text
    assert "登録前の状態に戻す" in log
    assert 'id="audit-state">正常<' in log


def _summary(page):
    table = page.partition('id="restore-summary"')[2].partition("</table>")[0]
    return {label: tuple(map(int, re.findall(r'<td class="number[^"]*">(\d+)<', row)))
            for label, row in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table)}


def test_what_was_compared_before_going_back_is_refused(scene):
    stale = Nx(scene.api).look([person(FIRST)])
    people, _ = scene.relink()
    between = Nx(scene.api).look([person(FIRST)])
    scene.restore(people)
    for shown in (stale, between):
        assert problem(Nx(scene.api).send([person(FIRST)], shown).all()) == (409, "stale-version")
    Nx(scene.api).register([person(FIRST)])


def test_nothing_happens_without_a_tick_or_after_a_change(scene):
    people, _ = scene.relink()
    after = scene.dump()
    page = scene.restore(people, agreed="")
    assert page.status_code == 422
    assert "チェックを付けてから" in page.text
    page = scene.restore(people, seen="1:1:0")
    assert page.status_code == 409
    assert "もう一度内容を確認してください" in page.text
    assert scene.browser.post(f"{PATH}/{people}/restore", "0" * 64, agreed="1").status_code == 422
    assert scene.dump() == after
    assert scene.browser.get(f"{PATH}/999/restore").status_code == 404


def test_the_list_says_what_and_until_when_and_purging_ends_it(scene):
    people, family = scene.relink()
    page = scene.browser.get(PATH).text
    assert "これはnxdeskの機能です。" in page
    assert page.count("この登録の前に戻す</a>") == 4
    for words in ("期限", "従業員 変更・削除1", "家族 変更・削除2", "個人番号 変更・削除1", "書類の画像 変更・削除", "顔写真 変更・削除1"):
        assert words in page
    path = f"{PATH}/{family}/purge"
    assert "もとに戻す方法はありません" in scene.browser.get(path).text
    assert "スナップショットを消去しました。" in scene.browser.post(path, scene.browser.token(path)).text
    assert scene.browser.get(path).status_code == 404
    refused = scene.browser.get(f"{PATH}/{people}/restore")
    assert refused.status_code == 409
    assert f"処理No.{family}のスナップショットが消去されているため" in refused.text
    scene.browser.post(f"{PATH}/purge", scene.browser.token(f"{PATH}/purge"))
    page = scene.browser.get(PATH).text
    assert page.count("消去済") == 4
    log = scene.browser.get("/admin/audit").text
    for words in ("スナップショットの消去", f"No.{family}</span>", '<span class="tag">スナップショット</span>', "2件</td>"):
        assert words in log
    assert 'id="audit-state">正常<' in log
    assert "の前に戻す</a>" not in page
    for number in (FIRST, FIRST + 50, FIRST + 51):
        assert my_number(number).encode() not in b"".join(
            file.read_bytes() for file in scene.running.data.iterdir() if file.is_file())


def test_nothing_without_a_login(scene):
    stranger = Browser(scene.running.url)
    for path in (PATH, f"{PATH}/1/restore", f"{PATH}/1/purge", f"{PATH}/purge"):
        assert stranger.get(path).url == stranger.url + "/admin"
        assert stranger.post(path, "0" * 64).url == stranger.url + ("/admin" if path != PATH else PATH)
    stranger.log_in("hr")
    assert stranger.get(PATH).url == stranger.url + "/admin"
    stranger.session.close()
