"""Row S2: which passwords are refused, all of them; and that nobody is sent to solve a puzzle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.identity import passwords
from preau.identity.passwords import complaints, own_words

# The first of leaks of French people's accounts, and what people make of them when twelve signs are asked for.
TOP = [
    "123456",
    "123456789",
    "azerty",
    "1234561",
    "qwerty",
    "marseille",
    "000000",
    "1234567891",
    "doudou",
    "12345",
    "loulou",
    "123",
    "password",
    "azertyuiop",
    "12345678",
    "soleil",
    "chouchou",
    "1234",
    "1234567",
    "123123",
    "123451",
    "bonjour",
    "111111",
    "nicolas",
    "motdepasse",
    "coucou",
    "jetaime",
    "chocolat",
    "iloveyou",
    "maman",
    "camille",
    "julien",
    "alexandre",
    "pompom",
    "thomas",
    "princesse",
    "nounours",
    "isabelle",
    "tigrou",
    "vanille",
]
MADE = [
    "motdepasse123",
    "azertyuiop123",
    "jetaimemaman12",
    "azerty123456",
    "marseille13013",
    "loulouloulou",
    "doudoudoudou",
    "soleilsoleil",
    "bonjourbonjour",
    "1234567890123456",
    "123456789azerty",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "Password1234!",
    "M0tdepasse2026",
    "qwertyuiop123",
    "azertyazerty",
    "nicolasnicolas",
    "jesuisbeau2024",
    "monamour123456",
    "wxcvbnwxcvbn",
    "iloveyou1234",
    "Bienvenue2026!",
    "jetaimemonamour",
    "abcdefghijklm",
    "lyceelycee2026",
    "P@ssw0rd1234",
    "1q2w3e4r5t6y7u",
    "azerty-azerty-1",
    "maman-papa-1970",
    "0000000000000000",
]
GOOD = (
    "un préau sous la pluie", "cheval correct batterie agrafe", "vélo rouge lundi tartine", "hdkfirnsptzq",
    "1928374650918273", "les chaussettes de l'archiduchesse", "Xk9!vT2#qLm8", "trois petits chats dansent",
    "soleil nuage papillon fraise", "            é            ", "日本語のパスワードを使います",
)  # fmt: skip
# What people build of twelve signs and more, once they are asked for: phrases everybody says, a given name with a
# département, clubs, games, walks of the keyboard, one part said twice.
BUILT = (
    "jetaimebeaucoup", "allezlom1993", "kevindu69kevin", "paris-saint-germain", "lespetitschats", "soleil2026lune",
    "football-2026!", "Lyon69-Lyon69!", "azertyuiop2026", "motdepasse1234!", "qwerty-azerty-12", "Juillet-2026-ete",
    "123soleil123soleil", "jaimelesfrites", "voldemort2026", "harrypotter123", "minecraft2026!", "fortnite20262026",
    "roblox123456789", "pokemonpikachu", "naruto-sasuke-1", "mbappe10mbappe", "ronaldo7messi10", "onepieceluffy1",
    "password-password", "azeqsdwxcazeqsd", "aqwzsxedcrfv", "nicolas12081990", "chouchou14072010", "doudou69doudou12",
    "allezlesbleus98", "olympiquelyonnais", "monpetitchat12", "jetaimepourtoujours", "lili-du-13-lili",
    "thomasetjulie2010", "mamanetpapa1975", "vivelafrance2018", "MonChienRex2015!", "wxcvbnazerty12",
    "marieclaire1984", "psgpourtoujours", "lesbisounours",
)  # fmt: skip
# What people choose who took the advice: words that have nothing to do with one another, or signs at random.
CHOSEN = (
    "un préau sous la pluie", "cheval correct batterie agrafe", "vélo rouge lundi tartine", "hdkfirnsptzq",
    "1928374650918273", "les chaussettes de l'archiduchesse", "Xk9!vT2#qLm8", "trois petits chats dansent",
    "soleil nuage papillon fraise", "日本語のパスワードを使います", "quatre mouettes sur un vélo",
    "la girafe mange du nougat",
    "le tramway sent la cannelle", "mon oncle collectionne des sémaphores", "jamais deux sans trapèze",
    "brouillard tenaille pistache", "ma voisine joue du basson", "vingt-sept clous rouillés",
    "la plage est fermée mardi soir", "tracteur lilas compote", "il neige sur la bibliothèque",
    "une pomme un tournevis", "canapé volant non identifié", "radis beurre et trombone",
    "j'ai perdu mon parapluie vert à Brest", "tabouret-zinc-moufle", "trop de confiture sur l'agenda", "qsmvtrpdkwhb",
    "7h52 le car est en retard", "bonjour monsieur le brochet", "mercredi on mange des épinards", "Gvp-72-kiosque",
    "chat perché sur un radiateur", "mon vélo grince à gauche", "escargot turbo", "pas de wifi dans la grange",
    "deux noix et un harmonica", "le proviseur danse la bourrée", "fenouil&caravane", "onze girouettes",
    "nuitamment, un castor", "Théo a caché la boussole", "rugby tisane abat-jour",
)  # fmt: skip
CLAIRE = own_words("Claire Roux", "claire.roux", "Lycée Camille-Claudel", "Montrival")


@pytest.mark.parametrize("password", [*TOP, *MADE])
def test_the_french_top_list_and_what_is_made_of_it_is_refused(password):
    assert complaints(password)


@pytest.mark.parametrize("password", BUILT)
def test_what_french_people_build_to_have_twelve_signs_is_refused(password):
    assert complaints(password)


@pytest.mark.parametrize("password", CHOSEN)
def test_words_without_a_link_are_taken(password):
    assert complaints(password) == []


def test_forty_of_each():
    assert len(set(BUILT)) >= 40 and len(set(CHOSEN)) >= 40


@pytest.mark.parametrize("word", TOP)
@pytest.mark.parametrize("dressed", ["{}{}{}", "{}-{}-2026", "2026{}2026", "{}12345678", "!!!!{}!!!!", "{}{}!"])
def test_dressing_up_a_listed_word_does_not_help(word, dressed):
    assert complaints(dressed.format(word, word, word))


@pytest.mark.parametrize("password", GOOD)
def test_twelve_signs_of_any_kind_are_enough(password):
    if len(set(password)) > 3:
        assert complaints(password) == []


@pytest.mark.parametrize(
    "password",
    ["clairerouxclaire", "Claire.Roux.2026", "camilleclaudel1", "Montrival69000", "montrival-claire", "cl4ir3.r0ux!!"],
)
def test_names_of_person_town_school_and_login_are_refused(password):
    assert complaints(password, words=CLAIRE)


def test_a_name_among_other_words_is_no_fault():
    assert complaints("claire aime les mouettes", words=CLAIRE) == []


@pytest.mark.parametrize(("length", "wide", "taken"), [(11, False, 0), (12, False, 1), (15, True, 0), (16, True, 1)])
def test_how_long(length, wide, taken):
    password = "hdkfirnsptzqmvwx"[:length]
    assert (complaints(password, wide=wide) == []) is bool(taken)


@pytest.mark.parametrize(("password", "taken"), [("192837465091827", False), ("1928374650918273", True)])
def test_figures_alone_want_sixteen(password, taken):
    assert (complaints(password) == []) is taken


def test_up_to_4096_signs():
    long = "".join(chr(97 + (n * n + n // 7) % 26) for n in range(4097))
    assert complaints(long[:4096]) == []
    assert complaints(long)


@given(st.text(min_size=0, max_size=60))
def test_any_text_gets_an_answer_in_words_and_never_a_rule_of_composition(password):
    for sentence in complaints(password, words=CLAIRE):
        assert not any(word in sentence.lower() for word in ("majuscule", "spécial", "minuscule"))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=16, max_size=16))
def test_sixteen_letters_at_random_are_taken_nearly_always(password):
    """The rule refuses words, not letters: what is refused holds listed words or repeats itself."""
    if complaints(password):
        shapes = passwords._shapes(password)
        assert (
            passwords._is_run(password)
            or len(set(password)) < 4
            or any(
                any(word in shape for word in passwords.listed() if len(word) > 3) or len(passwords._unit(shape)) < 16
                for shape in shapes
            )
        )


LISTED = st.sampled_from(sorted(one for one in passwords.listed() if one.isalpha() and len(one) > 3))
YEARS = st.integers(1900, 2099).map(str)
MARKS = st.text(alphabet="!?.,;:*-_#+= ", max_size=3)
LEETS = str.maketrans({"o": "0", "i": "1", "e": "3", "a": "@", "s": "$"})
CASES = st.sampled_from([str.lower, str.upper, str.capitalize, lambda word: word.translate(LEETS)])


OWN = ("claire", "roux", "camille", "claudel", "montrival", "lycee")
FAR_APART = ("girafe", "tramway", "basson", "radis", "moufle", "pistache", "harmonica", "tournevis", "fenouil")


@given(word=LISTED, times=st.integers(1, 6), between=MARKS, before=MARKS, after=MARKS, year=YEARS, case=CASES)
def test_one_listed_word_however_often_and_with_a_year_is_refused(word, times, between, before, after, year, case):
    built = before + between.join([case(word)] * times) + year + after
    assert complaints(built), built


@given(words=st.lists(LISTED, min_size=2, max_size=3), between=MARKS, year=st.one_of(st.just(""), YEARS), case=CASES)
def test_two_or_three_listed_words_glued_together_are_refused(words, between, year, case):
    built = between.join(map(case, words)) + year
    assert complaints(built), built


@given(
    row=st.sampled_from(passwords._ROWS), start=st.integers(0, 25), length=st.integers(12, 24), back=st.booleans(),
    edges=st.tuples(MARKS, MARKS),
)  # fmt: skip
def test_a_walk_along_the_keyboard_is_refused_wherever_it_begins(row, start, length, back, edges):
    walk = ((row[::-1] if back else row) * 4)[start : start + length]
    assert complaints(edges[0] + walk + edges[1]), walk


@given(
    words=st.lists(st.sampled_from(OWN), min_size=1, max_size=3),
    between=MARKS, year=st.one_of(st.just(""), YEARS), case=CASES,
)  # fmt: skip
def test_names_of_person_and_school_are_refused_however_they_are_dressed(words, between, year, case):
    built = between.join(map(case, words)) + year
    assert complaints(built, words=CLAIRE), built


@given(words=st.lists(st.sampled_from(FAR_APART), min_size=4, max_size=5, unique=True))
def test_four_words_that_have_nothing_to_do_with_one_another_are_taken(words):
    assert complaints(" ".join(words), words=CLAIRE) == []
