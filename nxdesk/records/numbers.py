"""Numbers with a rule of their own: My Numbers and the standard remuneration grades.

Sources: 総務省令85号 §5 for the check digit; 日本年金機構 grade table (records.md §8.3) for the amounts.
"""


def my_number_check_digit(first_eleven: str) -> int:
    """The twelfth digit for eleven given ones: 11 - (sum mod 11), or 0 when the remainder is at most 1."""
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5)
                for n, digit in enumerate(reversed(first_eleven), start=1))
    remainder = total % 11
    return 0 if remainder <= 1 else 11 - remainder


def is_my_number(text: str) -> bool:
    """Twelve ASCII digits with a right check digit."""
    return len(text) == 12 and text.isascii() and text.isdigit() and my_number_check_digit(text[:11]) == int(text[11])


HEALTH_AMOUNTS: tuple[int, ...] = (
    58_000, 68_000, 78_000, 88_000, 98_000, 104_000, 110_000, 118_000, 126_000, 134_000, 142_000, 150_000, 160_000,
    170_000, 180_000, 190_000, 200_000, 220_000, 240_000, 260_000, 280_000, 300_000, 320_000, 340_000, 360_000,
    380_000, 410_000, 440_000, 470_000, 500_000, 530_000, 560_000, 590_000, 620_000, 650_000, 680_000, 710_000,
    750_000, 790_000, 830_000, 880_000, 930_000, 980_000, 1_030_000, 1_090_000, 1_150_000, 1_210_000, 1_270_000,
    1_330_000, 1_390_000)
"""Standard monthly remuneration of 健康保険, grades 1-50, yen (since 2016-04)."""

PENSION_AMOUNTS: tuple[int, ...] = HEALTH_AMOUNTS[3:38]
"""厚生年金, grades 1-32 since 2020-09 and the amounts that follow in 2027-09, 2028-09 and 2029-09, yen."""
