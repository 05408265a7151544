"""Which language a text is in by its small words, and what a Welsh word may be without its mutation."""

from collections.abc import Iterable

_RADICALS = (
    ("ngh", ("c",)), ("mh", ("p",)), ("nh", ("t",)), ("ng", ("g",)), ("ch", ("c",)), ("ph", ("p",)), ("th", ("t",)),
    ("dd", ("d",)), ("ll", ("ll",)), ("rh", ("rh",)), ("b", ("b", "p")), ("d", ("d", "t")), ("f", ("b", "m")),
    ("g", ("g", "c")), ("m", ("m", "b")), ("n", ("n", "d")), ("l", ("l", "ll", "gl")), ("r", ("r", "rh", "gr")),
    ("w", ("w", "gw")), ("a", ("a", "ga")), ("e", ("e", "ge")), ("i", ("i", "gi")), ("o", ("o", "go")),
    ("u", ("u", "gu")), ("y", ("y", "gy")), ("h", ("h", "")),
)  # fmt: skip
# Before a Welsh word in an index, so that it never meets an English one that is written alike.
WELSH_MARK = "cy:"


def radicals(word: str) -> tuple[str, ...]:
    """What a folded Welsh word may be without its mutation, itself among them: blentyn may be plentyn."""
    for start, undone in _RADICALS:
        if word.startswith(start):
            return tuple(radical + word[len(start) :] for radical in undone)
    return (word,)


FUNCTION_WORDS = {
    "en": frozenset(
        "the and of is was were with that for this have has had not are be been she he her his they them "
        "it to in at from by but when which there would".split()
    ),
    "cy": frozenset(
        "yn yr y mae oedd roedd ac gyda wedi bod fod eu hyn nid ddim dim hefyd sydd gan iddo iddi cael ei "
        "eisiau wrth ond mewn bydd fel pan ein eich ydy yw mor dros rhwng gallai dylai cafodd aeth".split()
    ),
}
# Fewer different small words than this say nothing: a name, a form with crosses, a line of numbers.
_ENOUGHFUNCTION_WORDS = 3


def language_of(surfaces: Iterable[str]) -> str:
    """The language, en or cy, by the small words among `surfaces`; empty where they do not tell."""
    there = set(surfaces)
    found = sorted(
        ((len(there & small), language) for language, small in FUNCTION_WORDS.items()),
        reverse=True,
    )
    (most, language), (second, _) = found
    return language if most >= _ENOUGHFUNCTION_WORDS and most > second else ""
