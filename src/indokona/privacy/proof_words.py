"""Why a sentence has its colour, in the languages of the page of proof."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "green": "This holds now: {found}.",
        "red": "This does not hold now: {found}.",
        "silent": "Nobody can tell just now: {found}.",
        "amber": "The tests of this source were not run to their end here, so their results are missing.",
        "and": " and ",
        "E1_one": "1 check of the live database", "E1": "{n} checks of the live database",
        "E2_one": "1 test of this source", "E2": "{n} tests of this source",
        "E3_one": "1 probe of this installation", "E3": "{n} probes of this installation",
        "late": "it ran too long ago", "off": "it is switched off", "no_room": "there is too little room",
        "no_superuser": "it is not possible here", "no_programs": "it is not possible here",
        "duty": "a law forbids it here",
    },
    "hi": {
        "green": "यह अभी सही है: {found}।",
        "red": "यह अभी सही नहीं है: {found}।",
        "silent": "अभी कोई नहीं कह सकता: {found}।",
        "amber": "इस स्रोत के परीक्षण यहाँ अंत तक नहीं चलाए गए, इसलिए उनके परिणाम नहीं हैं।",
        "and": " और ",
        "E1_one": "चालू डेटाबेस की 1 जाँच", "E1": "चालू डेटाबेस की {n} जाँचें",
        "E2_one": "इस स्रोत का 1 परीक्षण", "E2": "इस स्रोत के {n} परीक्षण",
        "E3_one": "इस इंस्टॉलेशन पर 1 आज़माइश", "E3": "इस इंस्टॉलेशन पर {n} आज़माइशें",
        "late": "बहुत पहले चला था", "off": "बंद किया हुआ है", "no_room": "जगह कम है",
        "no_superuser": "यहाँ संभव नहीं", "no_programs": "यहाँ संभव नहीं", "duty": "यहाँ क़ानून मना करता है",
    },
}  # fmt: skip
