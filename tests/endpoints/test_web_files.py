"""What the files of the page say of themselves: what they load, and the words that are dealt."""

import re
from pathlib import Path
from typing import Final

import pytest

import plong

FOLDER: Final = Path(plong.__file__).parent / "web"
PAGE: Final = (FOLDER / "index.html").read_text(encoding="utf-8")
SCRIPTS: Final = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
WORDS: Final = (FOLDER / "words.txt").read_text(encoding="ascii").splitlines()


def test_whatever_the_page_and_its_scripts_name_is_there() -> None:
    named = re.findall(r'(?:href|src)="([^"#]+)"', PAGE)
    for script in SCRIPTS.values():
        named += re.findall(r'from "\./([^"]+)"', script)
    assert {"app.js", "style.css", "plong.js", "state.js"} <= set(named)
    assert [name for name in named if not (FOLDER / name).exists()] == []


def test_the_page_has_no_script_or_style_within() -> None:
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", PAGE)


def test_the_page_names_no_other_host() -> None:
    for name in ("index.html", "style.css"):
        assert not re.search(r"//\w", (FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_makes_markup_or_code_of_text(name: str) -> None:
    forbidden = r"\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(forbidden, SCRIPTS[name])


def test_there_are_1024_short_words_in_order() -> None:
    assert len(WORDS) == 1024
    assert sorted(WORDS) == WORDS
    assert all(re.fullmatch("[a-z]{3,7}", word) for word in WORDS)


def test_no_letter_mistyped_makes_another_word_of_the_list() -> None:
    unreadable = [f"{word[:i]}?{word[i + 1 :]}" for word in WORDS for i in range(len(word))]
    assert len(unreadable) == len(set(unreadable))


def test_no_letter_left_out_or_swapped_makes_another_word_of_the_list() -> None:
    for word in WORDS:
        shorter = {word[:i] + word[i + 1 :] for i in range(len(word))}
        swapped = {word[:i] + word[i : i + 2][::-1] + word[i + 2 :] for i in range(len(word) - 1)}
        assert (shorter | swapped) & set(WORDS) <= {word}


# What an English ear takes for the same.
HOMOPHONES: Final = """
    flower flour, sea see, bear bare, deer dear, pear pair, whale wail, night knight, hair hare,
    sun son, mail male, sail sale, tail tale, week weak, meat meet, plain plane, rain reign,
    road rode, rose rows, steel steal, wood would, right write, piece peace, principal prince,
    cellar seller, cymbal symbol, berry bury, bread bred, bridal bridle, cereal serial, chord
    cord, current currant, desert dessert, fair fare, feat feet, flea flee, gate gait, great
    grate, heart hart, hole whole, horse hoarse, hour our, key quay, knot not, lesson lessen,
    maze maize, medal meddle, mussel muscle, pedal petal, root route, scene seen, stair stare,
    stake steak, sweet suite, thyme time, tide tied, toe tow, vale veil, waist waste, wait
    weight, way weigh, weather whether, wear where, yolk yoke
"""


def test_no_two_words_sound_alike() -> None:
    pairs = [pair.split() for pair in HOMOPHONES.replace("\n", " ").split(",")]
    assert [pair for pair in pairs if set(pair) <= set(WORDS)] == []
