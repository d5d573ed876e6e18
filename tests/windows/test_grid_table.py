"""The records of a grid and their order: sorting, filtering, arriving in pieces."""

from operator import itemgetter

from hypothesis import given
from hypothesis import strategies as st

from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.conditions import between, contains, equals
from nxdesk.windows.grid.table import Table

COLUMNS = (GridColumn("code", "個人コード", 12), GridColumn("name", "氏名", 18, sort_by="kana"),
           GridColumn("kana", "カナ", 18), GridColumn("day", "日", 10, lambda day: day.replace("-", "/")))
PEOPLE = [("01", "伊藤", "イトウ", "2020-04-01"), ("02", "青木", "アオキ", "2019-04-01"),
          ("03", "伊藤", "イトウ", "2018-04-01"), ("04", "上田", "ウエダ", "")]


def filled() -> Table:
    table = Table(COLUMNS, ("search",))
    table.clear(len(PEOPLE))
    table.extend([*zip(*PEOPLE, strict=True), [f"{name}{kana}" for _, name, kana, _ in PEOPLE]])
    return table


def test_cells_show_what_the_columns_make_of_the_stored_texts():
    table = filled()
    assert table.cells(0) == ("01", "伊藤", "イトウ", "2020/04/01")
    assert table.cell(2, 3) == "2018/04/01"


def test_names_are_sorted_by_their_reading_and_equal_ones_stay_as_they_stood():
    table = filled()
    table.sort(1)
    assert table.shown_keys() == ["02", "01", "03", "04"]
    table.sort(1, descending=True)
    assert table.shown_keys() == ["04", "01", "03", "02"]
    table.sort(None)
    assert table.shown_keys() == ["01", "02", "03", "04"]


def test_a_second_sort_keeps_the_first_among_equals():
    table = filled()
    table.sort(3)
    table.sort(1)
    assert table.shown_keys() == ["02", "03", "01", "04"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("pq")), max_size=12),
       st.lists(st.tuples(st.sampled_from([None, 0, 1, 2, 3]), st.booleans()), max_size=6), st.sampled_from([1, 20]))
def test_sorts_one_after_the_other_are_stable(values, sorts, times):
    """Also where so many share a text that they are dealt out by it."""
    columns = (GridColumn("number", "番号", 6), *(GridColumn(name, name, 6) for name in ("one", "two", "three")))
    records = [(f"{number:03}", *row) for number, row in enumerate(values * times)]
    table = Table(columns)
    table.clear(len(records))
    table.extend([[record[place] for record in records] for place in range(4)])
    table.finish()
    expected = list(records)
    for column, descending in sorts:
        table.sort(column, descending)
        expected = list(records) if column is None else sorted(
            expected, key=itemgetter(column), reverse=descending)
        assert table.shown_keys() == [record[0] for record in expected]


def test_records_that_come_after_a_sort_are_sorted_in():
    table = filled()
    table.sort(1)
    table.extend([["05"], ["阿部"], ["アベ"], ["2021-04-01"], ["阿部アベ"]])
    assert table.shown_keys() == ["02", "05", "01", "03", "04"]


def test_filters_work_together_and_keep_the_order():
    table = filled()
    table.sort(0, descending=True)
    table.keep([equals(1, "伊藤")])
    assert table.shown_keys() == ["03", "01"]
    table.keep([equals(1, "伊藤"), between(0, "02", "")])
    assert table.shown_keys() == ["03"]
    table.keep([between(0, "", "02")])
    assert table.shown_keys() == ["02", "01"]
    table.keep([])
    assert table.shown_keys() == ["04", "03", "02", "01"]


def test_every_word_must_be_found_in_one_of_its_spellings():
    table = filled()
    table.keep([contains(4, [("いとう", "イトウ")])])
    assert table.shown_keys() == ["01", "03"]
    table.keep([contains(4, [("ウ",), ("上",)])])
    assert table.shown_keys() == ["04"]


def test_records_in_pieces_are_counted_before_they_arrive():
    table = Table(COLUMNS)
    table.clear(4)
    table.extend(list(zip(*PEOPLE[:1], strict=True)))
    assert (len(table.shown), table.complete) == (4, False)
    assert (table.cells(3), table.cell(3, 0), table.key(3)) == (None, "", "")
    assert table.rows_of(["01", "04"]) == [0]


def test_sorting_and_filtering_asked_too_early_are_done_at_the_end():
    table = Table(COLUMNS)
    table.clear(5)
    table.sort(0, descending=True)
    table.keep([equals(1, "伊藤")])
    table.extend(list(zip(*PEOPLE, strict=True)))
    assert len(table.shown) == 5
    table.finish()
    assert (table.total, table.shown_keys()) == (4, ["03", "01"])


def test_more_records_than_announced_lengthen_the_table():
    table = Table(COLUMNS)
    table.clear(2)
    table.extend(list(zip(*PEOPLE, strict=True)))
    assert table.complete
    assert len(table.shown) == 4


def test_typing_finds_the_next_beginning_and_goes_round():
    table = filled()
    assert table.find("イ", (0, 2), 1) == 2
    assert table.find("イ", (0, 2), 3) == 0
    assert table.find("0", (0,), 4) == 0
    assert table.find("ン", (0, 2), 0) is None


def test_rows_that_share_a_code_are_told_apart_by_their_number():
    table = Table(COLUMNS[:1], ("number",), key="number")
    table.clear(2)
    table.extend([["01", "01"], ["000", "001"]])
    assert table.rows_of(["001"]) == [1]
    assert table.row_of("000") == 0


def test_more_texts_than_a_byte_can_number_are_dealt_out_in_order():
    texts = [f"{number % 300:03}" for number in range(6_000)]
    table = Table((GridColumn("text", "text", 5),))
    table.clear(len(texts))
    table.extend([texts])
    for descending in (False, True):
        table.sort(0, descending)
        assert [texts[record] for record in table.shown] == sorted(texts, reverse=descending)


@given(st.lists(st.text("abア ", max_size=3), max_size=30), st.booleans())
def test_ranks_sort_as_the_texts_themselves(texts: list[str], descending: bool):
    table = Table((GridColumn("text", "text", 5),))
    table.clear(len(texts))
    table.extend([texts])
    table.sort(0, descending)
    assert [texts[record] for record in table.shown] == sorted(texts, reverse=descending)
    assert sorted(table.shown) == list(range(len(texts)))
