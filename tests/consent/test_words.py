"""The words that are orders, in six languages and in every dress."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indokona.consent import rules, words

LISTED = [
    (act, language, word)
    for act, languages in words.lists().items()
    for language, said in languages.items()
    for word in said
]
DRESS = st.text("!?.,… \t\n🙏🏽🛑❤️‍🔥'\"()।॥", max_size=12)


def test_every_act_has_words_in_every_language_and_no_word_names_two_acts() -> None:
    for act, languages in words.lists().items():
        assert set(languages) == {"en", "hi", "ta", "te", "bn", "mr"}, act
    meanings: dict[str, str] = {}
    for act, language, word in LISTED:
        assert meanings.setdefault(words.fold(word), act) == act, (language, word)


def test_the_data_says_which_languages_nobody_checked_yet() -> None:
    assert {"ta", "te", "bn", "mr"} <= set(words.unchecked())


@given(st.sampled_from(LISTED), DRESS, DRESS, st.booleans())
def test_a_word_is_obeyed_whatever_its_dress(listed, before: str, after: str, loud: bool) -> None:
    act, _, word = listed
    for form in ("NFC", "NFD", "NFKC"):
        said = unicodedata.normalize(form, word.upper() if loud else word)
        assert rules.act_of(f"{before}{said}{after}") == act


@given(st.sampled_from(LISTED), st.sampled_from(["please", "कल", "நாளை", "రేపు", "কাল", "7"]))
def test_with_another_word_beside_it_nothing_is_obeyed(listed, other: str) -> None:
    _, _, word = listed
    assert rules.act_of(f"{word} {other}") is None
    assert rules.act_of(f"{other} {word}") is None


@pytest.mark.parametrize(
    ("text", "act", "language"),
    [
        ("நிறுத்து", "stop", "ta"), ("ఆపండి!", "stop", "te"), ("বন্ধ করুন।", "stop", "bn"),
        ("बंद करा", "stop", "mr"), ("ＳＴＯＰ", "stop", "en"), ("s t o p", None, "en"),
        ("বন্ধ\u200c", "stop", "bn"), ("ఆ\u200cపండి", "stop", "te"), ("PREFERENCES", "preferences", "en"),
        ("माझा डेटा", "my_data", "mr"),
        ("thamba", None, "en"), ("no", None, "en"), ("\u200b", None, "en"), ("x" * 5000, None, "en"),
        (f"stop{' ' * 200}by the shop", None, "en"), ("STOP" + "🙏" * 200, "stop", "en"),
    ],
)  # fmt: skip
def test_what_is_heard(text: str, act: str | None, language: str) -> None:
    assert rules.said(text) == (act, language)
