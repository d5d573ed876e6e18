"""Users' own files: what is recognised, what is refused in words, and that nothing becomes a formula."""

import csv
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from nxdesk.masters.exchange_files import fingerprint, pieces, recognised
from nxdesk.masters.exchange_terms import FileRefused, Form, Stopped
from nxdesk.masters.exchange_writing import neutralised, quoted, restored, write_table

ROWS = [["個人コード", "氏名"], ["0000000101", "髙橋 剛"], ["0000000102", "伊藤, \"一郎\""]]


def read(file: Path, **form: str) -> list[list[str]]:
    return [row for piece in pieces(file, recognised(file, **form)) for row in piece]


def csv_file(file: Path, encoding: str, delimiter: str = ",") -> Path:
    with file.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened, delimiter=delimiter).writerows(ROWS)
    return file


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encoding_and_delimiter_are_recognised(tmp_path, encoding, delimiter):
    file = csv_file(tmp_path / "a.csv", encoding, delimiter)
    form = recognised(file)
    assert (form.encoding, form.delimiter, form.workbook) == (encoding, delimiter, False)
    assert read(file) == ROWS


def test_what_is_chosen_is_not_looked_for(tmp_path):
    file = csv_file(tmp_path / "a.csv", "cp932", "\t")
    assert recognised(file, delimiter=",") == Form(encoding="cp932", delimiter=",")
    with pytest.raises(FileRefused) as refused:
        read(file, encoding="utf-8")
    assert (refused.value.code, "UTF-8" in refused.value.sentence) == ("NXD_Q_12", True)


def test_a_workbook_gives_codes_days_and_times_as_typed(tmp_path):
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        hours = book.add_format({"num_format": "[h]:mm"})
        sheet = book.add_worksheet("社員")
        sheet.write_row(0, 0, ["コード", "日", "時間", "有無", "数"])
        sheet.write_string(1, 0, "0000000101")
        sheet.write_datetime(1, 1, date(2020, 4, 6), day)
        sheet.write_number(1, 2, 40 / 24, hours)
        sheet.write_boolean(1, 3, True)
        sheet.write_number(1, 4, 101)
        book.add_worksheet("別").write_string(0, 0, "別のシート")
    form = recognised(file)
    assert (form.workbook, form.sheet) == (True, "社員")
    assert read(file)[1] == ["0000000101", "2020-04-06", "40:00", "1", "101"]
    assert read(file, sheet="別") == [["別のシート"]]
    with pytest.raises(FileRefused) as refused:
        read(file, sheet="ない")
    assert refused.value.code == "NXD_Q_10"


@pytest.mark.parametrize(("content", "code"), [
    (b"", "NXD_Q_02"), (b"\xef\xbb\xbf\r\n", "NXD_Q_02"), (b"%PDF-1.7 x", "NXD_Q_03"),
    (b"\x89PNG\r\n\x1a\n", "NXD_Q_03"),
    (b"a,b\x00c\n", "NXD_Q_03"), (b"<html><table></table></html>", "NXD_Q_03"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "NXD_Q_07"), (b"PK\x03\x04 nothing", "NXD_Q_08"),
    (b"a,b\n\x81\xff\xff,c\n", "NXD_Q_04"), (b'a,b\n"c,d\n', "NXD_Q_05")])
def test_other_files_are_refused_in_words(tmp_path, content, code):
    file = tmp_path / "何か.csv"
    file.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        read(file)
    assert refused.value.code == code
    assert "何か.csv" in refused.value.sentence


def test_a_file_that_is_not_there_is_refused(tmp_path):
    for look in (recognised, fingerprint):
        with pytest.raises(FileRefused) as refused:
            look(tmp_path / "ない.csv")
        assert refused.value.code == "NXD_Q_01"


def packed(file: Path, sheet: bytes) -> Path:
    """A workbook made by hand around the XML of its sheet."""
    start = b'<?xml version="1.0" encoding="UTF-8"?>'
    names = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = b'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    parts = {
        "[Content_Types].xml": start + b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": start + b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                       b'<Relationship Id="r1" Type="' + related + b'/officeDocument" Target="xl/workbook.xml"/>'
                       b'</Relationships>',
        "xl/workbook.xml": start + b'<workbook ' + names + b' xmlns:r="' + related + b'"><sheets>'
                           b'<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": start + b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                                      b'relationships"><Relationship Id="r1" Type="' + related + b'/worksheet" '
                                      b'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet.replace(b"NAMES", names)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file


CELL = (b'<worksheet NAMES><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>%s</sheetData>'
        b'</worksheet>')


BOMB = 600 << 20


def refusal(file: Path) -> str:
    """The code of why it is refused."""
    with pytest.raises(FileRefused) as refused:
        read(file)
    return refused.value.code


def test_a_workbook_made_by_hand_is_read(tmp_path):
    assert read(packed(tmp_path / "a.xlsx", CELL % b"")) == [["x"]]


@pytest.mark.parametrize(("sheet", "code"), [
    (CELL % b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>', "NXD_Q_06"),
    (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + CELL % b"", "NXD_Q_09"),
    (b'\xff\xfe' + (CELL % b"").decode().encode("utf-16-le"), "NXD_Q_09"),
    (b"<worksheet", "NXD_Q_08")])
def test_large_tables_and_definitions_are_refused(tmp_path, sheet, code):
    assert refusal(packed(tmp_path / "a.xlsx", sheet)) == code


@pytest.fixture(scope="module")
def bomb(tmp_path_factory):
    """A small workbook with a part that unpacks to BOMB blanks."""
    file = packed(tmp_path_factory.mktemp("bomb") / "a.xlsx", CELL % b"")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/sharedStrings.xml", "w") as part:
        for _ in range(BOMB >> 20):
            part.write(b" " * (1 << 20))
    assert file.stat().st_size < 2 << 20
    return file


def test_a_bomb_is_refused(bomb):
    assert refusal(bomb) == "NXD_Q_06"


def test_what_a_part_claims_to_hold_is_not_believed(tmp_path, bomb):
    true, false = BOMB.to_bytes(4, "little"), (10).to_bytes(4, "little")
    honest = bomb.read_bytes()
    assert honest.count(true) == 2
    (tmp_path / "a.xlsx").write_bytes(honest.replace(true, false))
    assert refusal(tmp_path / "a.xlsx") in ("NXD_Q_06", "NXD_Q_08")


@pytest.mark.parametrize(("name", "what"), [("word/document.xml", "Word"), ("xl/workbook.bin", ".xlsb"),
                                            ("content.xml", "OpenDocument"), ("a.txt", "圧縮")])
def test_other_packed_files_are_named(tmp_path, name, what):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr(name, b"x")
    with pytest.raises(FileRefused) as refused:
        read(tmp_path / "a.xlsx")
    assert (refused.value.code, what in refused.value.sentence) == ("NXD_Q_03", True)


@given(st.text(alphabet="=+-@'\t\r\n＝＋－＠a1 ", max_size=6))
def test_neutralising_is_taken_back(text):
    assert restored(neutralised(text)) == restored(quoted(text)) == text
    assert not neutralised(text).startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_what_is_written_is_read_back_and_is_no_formula(tmp_path, name):
    rows = [["0000000101", "=1+1"], ["0000000102", "'=x"], ["0000000103", "@a\"b,c"], ["", "+81"]]
    file = tmp_path / name
    assert write_table(file, ["個人コード", "値"], rows) == 4
    assert [[restored(cell) for cell in row] for row in read(file)] == [["個人コード", "値"], *rows]
    if name == "a.xlsx":
        cells = [cell for row in load_workbook(file).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value} == {"s"}
    else:
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_characters_that_the_encoding_lacks_are_named_and_nothing_is_written(tmp_path):
    with pytest.raises(FileRefused) as refused:
        write_table(tmp_path / "a.csv", ["個人コード", "姓"], [["0000000101", "𠮷田"], ["0000000102", "髙橋"]],
                    encoding="cp932")
    assert "0000000101 姓「𠮷」（U+20BB7）" in refused.value.sentence
    assert "0000000102" not in refused.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_stopping_leaves_no_file(tmp_path):
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(Stopped):
            write_table(tmp_path / name, ["a"], (["x"] for _ in range(10_000)), stop=lambda: True)
    file = csv_file(tmp_path / "b.csv", "utf-8")
    with pytest.raises(Stopped):
        list(pieces(file, recognised(file), lambda: True))
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]
