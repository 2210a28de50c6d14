"""Numbers up to 999,999 in words, as each language writes them; not from the reader's tables."""

from __future__ import annotations

import re

_EN_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_FR_SMALL = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_FR_TENS = [
    "-",
    "-",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
]
_AR_ONES = ["-", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
_AR_TENS = ["-", "عشر", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
_AR_HUNDREDS = [
    "-",
    "مئة",
    "مئتان",
    "ثلاثمئة",
    "أربعمئة",
    "خمسمئة",
    "ستمئة",
    "سبعمئة",
    "ثمانمئة",
    "تسعمئة",
]

_PLURAL = re.compile(r"(?<=cent)s$|(?<=quatre-vingt)s$")


def english(number: int) -> str:
    """A number in English."""
    if number < 20:
        return _EN_SMALL[number]
    if number < 100:
        ones = f"-{_EN_SMALL[number % 10]}" if number % 10 else ""
        return f"{_EN_TENS[number // 10]}{ones}"
    if number < 1000:
        rest = f" and {english(number % 100)}" if number % 100 else ""
        return f"{_EN_SMALL[number // 100]} hundred{rest}"
    joint = " and " if number % 1000 < 100 else " "
    rest = f"{joint}{english(number % 1000)}" if number % 1000 else ""
    return f"{english(number // 1000)} thousand{rest}"


def _french_tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens in (7, 9):
        ones += 10
    word = _FR_TENS[tens]
    if ones == 0:
        return f"{word}s" if tens == 8 else word
    joint = " et " if ones in (1, 11) and tens < 8 else "-"
    return f"{word}{joint}{_FR_SMALL[ones]}"


def french(number: int) -> str:
    """A number in French."""
    if number < 20:
        return _FR_SMALL[number]
    if number < 100:
        return _french_tens(number)
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        lead = "cent" if hundreds == 1 else f"{_FR_SMALL[hundreds]} cent{'' if rest else 's'}"
        return f"{lead} {french(rest)}" if rest else lead
    thousands, rest = divmod(number, 1000)
    lead = "mille" if thousands == 1 else f"{_PLURAL.sub('', french(thousands))} mille"
    return f"{lead} {french(rest)}" if rest else lead


def _arabic_below_thousand(number: int) -> str:
    parts = [_AR_HUNDREDS[number // 100]] if number >= 100 else []
    rest = number % 100
    if 0 < rest <= 10:
        parts.append(_AR_ONES[rest])
    elif 10 < rest < 20:
        ones = {11: "أحد", 12: "اثنا"}.get(rest, _AR_ONES[rest - 10])
        parts.append(f"{ones} {_AR_TENS[1]}")
    elif rest:
        parts += [_AR_ONES[rest % 10]] if rest % 10 else []
        parts.append(_AR_TENS[rest // 10])
    return " و".join(parts)


def arabic(number: int) -> str:
    """A number in Arabic, before a masculine noun."""
    thousands, rest = divmod(number, 1000)
    parts = [_arabic_below_thousand(rest)] if rest else []
    if thousands in (1, 2):
        parts.insert(0, {1: "ألف", 2: "ألفان"}[thousands])
    elif thousands:
        tens = thousands % 100
        noun = "آلاف" if 3 <= tens <= 10 else "ألفا" if tens > 10 else "ألف"
        parts.insert(0, f"{_arabic_below_thousand(thousands)} {noun}")
    return " و".join(parts)


WRITERS = {"en": english, "fr": french, "ar": arabic}
