"""Numbers and words from a seed: the same in every run, on every machine, in every version of Python.

Words are invented from syllables with the letters of each language, so that text has the bytes, the word lengths
and the direction of real text. Nothing here uses floating point, `random` or `hash`.
"""

import hashlib

MASK = (1 << 64) - 1

# Tag: name, and the beginnings, middles and ends of syllables.
_LANGUAGES = {
    "et": ("Eesti", "k t p s l m n r v h j g d st tr kl", "a e i o u õ ä ö ü aa ee ii oo uu ea ai õi üü", "n s l d t r k m st"),
    "fi": ("Suomi", "k t p s l m n r v h j d", "a e i o u ä ö y aa ää ii uu ie uo yö ai ei", "n s l t r"),
    "en": ("English", "b c d f g h l m n p r s t w th sh ch st pr br", "a e i o u ea ou ai oo ee", "n s l d t r ck nd st ng ll"),
    "sv": ("Svenska", "b d f g h k l m n r s t v sk st fr tr sj", "a e i o u å ä ö y", "n r s l t nd rs ng ck ll"),
    "de": ("Deutsch", "b d f g h k l m n r s t w z sch st pf br kr", "a e i o u ä ö ü ei au ie eu", "n r s l t ng cht nd ß ck"),
    "fr": ("Français", "b c d f g l m n p r s t v ch pr tr cl qu", "a e i o u é è ê ai ou eau oi à", "n r s l t x nt"),
    "es": ("Español", "b c d f g l m n p r s t v ll ñ tr pr cr", "a e i o u á é í ó ú ie ue", "n s r l d"),
    "pl": ("Polski", "b d g k l ł m n p r s t w z cz sz rz ż ś prz st", "a e i o u y ą ę ó ie", "ć ń m k w j sz ł ch"),
    "lv": ("Latviešu", "b d g k l m n p r s t v z š ž ķ ļ ņ ģ st pr", "a e i o u ā ē ī ū ai ie", "s š m t r n"),
    "ar": ("العربية", "ب ت ث ج ح خ د ر ز س ش ص ط ع ف ق ك ل م ن ه", "ا و ي ا ة", "ت ن م ر ل د ب س"),
}

LANGUAGES = list(_LANGUAGES)
NAMES = {tag: entry[0] for tag, entry in _LANGUAGES.items()}
DIRECTIONS = {tag: "rtl" if tag == "ar" else "ltr" for tag in LANGUAGES}

# How many words a language has. A word's rank is drawn as V * u^3: a few words are very common, as in real text.
_VOCABULARY = 4000
_TABLE_BITS = 16


class Rng:
    """A linear congruential generator (Knuth's MMIX constants), seeded by the SHA-256 of some words."""

    def __init__(self, *seed):
        digest = hashlib.sha256("/".join(map(str, seed)).encode()).digest()
        self.state = int.from_bytes(digest[:8], "big")

    def below(self, limit):
        """An integer from 0 to limit - 1, from the upper bits, which are the better ones."""
        self.state = state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (state >> 32) * limit >> 32

    def between(self, low, high):
        """An integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent):
        """True so many times of a hundred."""
        return self.below(100) < percent

    def pick(self, items):
        """One of the items."""
        return items[self.below(len(items))]

    def many(self, table, count):
        """So many entries of a table with 2^16 places."""
        state, out = self.state, []
        for _ in range(count):
            state = (state * 6364136223846793005 + 1442695040888963407) & MASK
            out.append(table[state >> 48])
        self.state = state
        return out


class Vocabulary:
    """The words of one language; `table` has 2^16 places, with common words at many of them."""

    def __init__(self, tag, seed):
        _, onsets, vowels, codas = _LANGUAGES[tag]
        onsets, vowels, codas = onsets.split(), vowels.split(), codas.split()
        rng = Rng(seed, "vocabulary", tag)
        words, known = [], set()
        while len(words) < _VOCABULARY:
            # Common words are short: one syllable at first, up to four later.
            syllables = 1 + rng.below(2 + (len(words) > 60) + (len(words) > 800))
            word = "".join(rng.pick(onsets) + rng.pick(vowels) for _ in range(syllables))
            word += rng.pick(codas) if rng.chance(55) else ""
            if word not in known:
                known.add(word)
                words.append(word)
        places = 1 << _TABLE_BITS
        self.tag = tag
        self.table = [words[_VOCABULARY * i**3 // places**3] for i in range(places)]
        self.comma = "،" if tag == "ar" else ","

    def title(self, rng, count):
        """Some words as a title."""
        return capital(" ".join(rng.many(self.table, count)))


def capital(text):
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
