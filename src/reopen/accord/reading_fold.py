"""Spellings made alike: letters without marks, other alphabets in Latin letters, endings taken off."""

from __future__ import annotations

import re
import unicodedata

#: Characters that no reader sees, and marks that stand on letters.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\u0300-\u036f]"
)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|" + INVISIBLE.pattern)

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүҳҷіїєґҟҭ",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh sh _ i _ e yu ya a g k n o u u h j i i e g k t"  # noqa: E501
        .replace("_", "").split(" "),
        strict=True,
    )
)  # fmt: skip
_ARMENIAN = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
        [
            "a",
            "b",
            "g",
            "d",
            "e",
            "z",
            "e",
            "y",
            "t",
            "zh",
            "i",
            "l",
            "kh",
            "ts",
            "k",
            "h",
            "dz",
            "gh",
            "ch",
            "m",
            "y",
            "n",
            "sh",
            "o",
            "ch",
            "p",
            "j",
            "r",
            "s",
            "v",
            "t",
            "r",
            "ts",
            "v",
            "p",
            "k",
            "o",
            "f",
        ],
        strict=True,
    )
)
_GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        [
            "a",
            "b",
            "g",
            "d",
            "e",
            "v",
            "z",
            "t",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "zh",
            "r",
            "s",
            "t",
            "u",
            "p",
            "k",
            "gh",
            "q",
            "sh",
            "ch",
            "ts",
            "dz",
            "ts",
            "ch",
            "kh",
            "j",
            "h",
        ],
        strict=True,
    )
)
_LETTERS = str.maketrans(
    {
        **_CYRILLIC, **_ARMENIAN, **_GEORGIAN,
        "ə": "a", "ı": "i", "ß": "ss", "æ": "a", "ø": "o", "đ": "d", "ł": "l", "և": "ev",
        "ğ": "gh", "ş": "sh", "ç": "ch",
    }
)  # fmt: skip
_PLAIN = str.maketrans({"ə": "a", "ı": "i", "և": "եւ", "ё": "е", "â": "a", "î": "i", "û": "u"})
#: Sounds that are written in several ways, as one letter each, longest first.
_SOUNDS = (
    ("dzh", "j"), ("tch", "C"), ("sch", "S"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("dj", "j"), ("ch", "C"),
    ("sh", "S"), ("ph", "f"), ("dz", "z"), ("ts", "z"), ("tz", "z"), ("ck", "k"), ("ou", "u"), ("x", "h"),
    ("q", "g"), ("c", "j"), ("w", "v"), ("ie", "a"), ("ya", "a"), ("ye", "a"), ("yo", "u"), ("yu", "u"), ("iy", "i"),  # noqa: E501
    ("y", "i"), ("e", "a"), ("o", "u"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")


def shown(text: str) -> str:
    r"""A text to be printed: characters that are not seen, or that change its direction, as escapes.

    Examples
    --------
    >>> shown("Yer\u200bevan \u202e!")
    'Yer\\u200bevan \\u202e!'
    """
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def fold(word: str) -> str:
    """A word in small letters without the marks on them, in its own alphabet.

    Examples
    --------
    >>> fold("Ağdərə"), fold("ŞUŞA"), fold("İĞDIR"), fold("Ереван")
    ('agdara', 'susa', 'igdir', 'ереван')
    """
    small = word.replace("İ", "i").lower()
    if small.isascii():
        return small
    plain = small.translate(_PLAIN)
    return "".join(_bare(c) for c in unicodedata.normalize("NFC", plain))


def _bare(letter: str) -> str:
    """A letter without its marks; й is a letter of its own."""
    if letter == "й" or letter.isascii():
        return letter
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))


def sound(word: str) -> str:
    """How a word sounds, roughly, whatever alphabet and spelling it is in.

    Examples
    --------
    >>> sound("Kəlbəcər") == sound("Kelbajar") == sound("Кельбаджар")
    True
    >>> sound("Гянджа") == sound("Ganja") == sound("Gəncə")
    True
    """
    small = word.replace("İ", "i").lower().translate(_LETTERS)
    latin = "".join(c for c in unicodedata.normalize("NFD", small) if not unicodedata.combining(c))
    for written, one in _SOUNDS:
        latin = latin.replace(written, one)
    return _TWICE.sub(r"\1", latin)


def script(word: str) -> str:
    """The alphabet of a word's first letter.

    Examples
    --------
    >>> [script(word) for word in ("Baku", "Баку", "Բաքու", "ბაქო", "باکو")]
    ['latin', 'cyrillic', 'armenian', 'georgian', 'other']
    """
    code = ord(word[0])
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return "latin"
    for first, last, name in (
        (0x400, 0x530, "cyrillic"),
        (0x530, 0x590, "armenian"),
        (0x10A0, 0x1100, "georgian"),
    ):
        if first <= code < last:
            return name
    return "other"


_NOUN = [
    "ами",
    "ами",
    "ях",
    "ям",
    "ем",
    "ой",
    "ею",
    "ов",
    "ою",
    "ом",
    "ах",
    "ам",
    "ей",
    "ью",
    "а",
    "я",
    "у",
    "ю",
    "е",
    "и",
    "ы",
    "о",
    "ь",
    "й",
]
_ADJECTIVE = [
    "ого",
    "его",
    "ому",
    "ему",
    "ыми",
    "ими",
    "ый",
    "ий",
    "ой",
    "ая",
    "яя",
    "ое",
    "ее",
    "ую",
    "юю",
    "ым",
    "им",
    "ом",
    "ем",
    "ые",
    "ие",
    "ых",
    "их",
    "ую",
]
_TURKIC = [
    "larindan",
    "lerinden",
    "larinda",
    "lerinde",
    "larinin",
    "lerinin",
    "larina",
    "lerine",
    "lardan",
    "lerden",
    "larda",
    "lerde",
    "larin",
    "lerin",
    "lari",
    "leri",
    "lar",
    "ler",
    "daki",
    "deki",
    "taki",
    "teki",
    "dan",
    "den",
    "tan",
    "ten",
    "nda",
    "nde",
    "ndan",
    "nden",
    "da",
    "de",
    "ta",
    "te",
    "nin",
    "nun",
    "in",
    "un",
    "ya",
    "ye",
    "yi",
    "yu",
    "na",
    "ne",
    "ni",
    "nu",
    "a",
    "e",
    "i",
    "u",
    "la",
    "le",
    "yla",
    "yle",
    "li",
    "lu",
    "lik",
    "luk",
    "dir",
    "dur",
    "tir",
    "tur",
    "adek",
    "dadir",
    "dedir",
    "nan",
    "nen",
]
_ARM = [
    "յի",
    "յում",
    "յից",
    "յով",
    "յին",
    "յից",
    "ներից",
    "ներում",
    "ներին",
    "ների",
    "ներն",
    "ներ",
    "իական",
    "ական",
    "ային",
    "ություն",
    "ուց",
    "ում",
    "ից",
    "ին",
    "ով",
    "իս",
    "ի",
    "ու",
    "ն",
    "ը",
    "ս",
    "դ",
]
_GEO = [
    "იდანვე",
    "იდან",
    "ისთვის",
    "ისკენ",
    "ისთან",
    "ამდე",
    "იდან",
    "მდე",
    "დან",
    "ისა",
    "ის",
    "ში",
    "ზე",
    "თან",
    "ით",
    "ად",
    "მა",
    "ის",
    "ს",
    "ი",
    "ა",
    "მ",
]
#: Endings of each alphabet, folded, longest first.
ENDINGS: dict[str, tuple[str, ...]] = {
    name: tuple(sorted({fold(ending) for ending in endings}, key=lambda e: (-len(e), e)))
    for name, endings in {
        "latin": _TURKIC, "cyrillic": _NOUN + _ADJECTIVE, "armenian": _ARM, "georgian": _GEO,
    }.items()
}  # fmt: skip
#: Last letters of a name that an ending may take the place of.
_DROPPED = {"cyrillic": "аяьй", "armenian": "ի", "georgian": "იაე"}


def stems(folded: str, alphabet: str, *, shortest: int = 4) -> list[str]:
    """What a folded word may be the inflected form of: itself first, then with endings taken off.

    Examples
    --------
    >>> "бак" in stems("баку", "cyrillic"), "ереван" in stems("ереване", "cyrillic")
    (False, True)
    """
    bare = (
        folded[: -len(ending)]
        for ending in ENDINGS.get(alphabet, ())
        if folded.endswith(ending) and len(folded) - len(ending) >= shortest
    )
    return list(dict.fromkeys([folded, *bare]))


def base_forms(folded: str, alphabet: str) -> list[str]:
    """A name, and what is left of it where an ending takes the place of its last letters.

    Examples
    --------
    >>> base_forms("шуша", "cyrillic"), base_forms("баку", "cyrillic")
    (['шуша', 'шуш'], ['баку'])
    """
    dropped = _DROPPED.get(alphabet, "")
    if alphabet == "cyrillic" and folded.endswith(("ый", "ий", "ое", "ая", "ые", "ие")) and len(folded) > 5:
        return [folded, folded[:-2]]
    if folded and folded[-1] in dropped and len(folded) > 3:
        return [folded, folded[:-1]]
    return [folded]
