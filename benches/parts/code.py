"""Made-up code: most blocks are found once in the whole corpus, one in ten is an everyday command that repeats."""

LANGUAGES = ["rust", "python", "bash", "json", "toml"]

_NAMES = (
    "buffer request window record handle session parser cursor packet token worker channel filter branch query "
    "signal target policy column region sample vector layout folder ticket marker budget render source output"
).split()
_VERBS = "load store merge split check open close fetch build trace reset count apply limit match clean".split()
_COMMON = ["cargo build --release", "pip install --upgrade tools", "git pull --rebase", "make test"]


def block(rng):
    """A block: its language and its lines."""
    if rng.chance(10):
        return "bash", [rng.pick(_COMMON)]
    language = rng.pick(LANGUAGES)
    return language, _WRITERS[language](rng, rng.between(1, 4))


def command(rng):
    """A command of one line, as it stands within a sentence."""
    return f"{_name(rng)} --{rng.pick(_NAMES)}={_number(rng)} {rng.pick(_NAMES)}.txt"


def _name(rng):
    return f"{rng.pick(_VERBS)}_{rng.pick(_NAMES)}"


def _number(rng):
    return rng.below(10_000)


def _rust(rng, size):
    lines = []
    for _ in range(size):
        kind = rng.pick(_NAMES).capitalize()
        lines += [
            f"/// Returns the {rng.pick(_NAMES)} of a {rng.pick(_NAMES)}.",
            f"pub fn {_name(rng)}({rng.pick(_NAMES)}: &{kind}) -> Result<usize, Error> {{",
            f"    let mut total = {_number(rng)};",
            f"    for item in {rng.pick(_NAMES)}.iter().filter(|i| i.len() > {_number(rng)}) {{",
            f'        total += item.{_name(rng)}("{rng.pick(_NAMES)}")?;',
            "    }",
            "    Ok(total)",
            "}",
        ]
    return lines


def _python(rng, size):
    lines = [f"import {rng.pick(_NAMES)}", ""]
    for _ in range(size):
        lines += [
            f"def {_name(rng)}({rng.pick(_NAMES)}, limit={_number(rng)}):",
            f'    """The {rng.pick(_NAMES)} and its {rng.pick(_NAMES)}."""',
            f"    for {rng.pick(_NAMES)} in range(limit):  # {rng.pick(_VERBS)} each",
            f'        yield "{_name(rng)}", {_number(rng)}.{_number(rng)}',
            "",
        ]
    return lines[:-1]


def _bash(rng, size):
    lines = ["#!/bin/sh"]
    for _ in range(size):
        lines += [
            f"# {rng.pick(_VERBS)} the {rng.pick(_NAMES)}",
            f'for f in "${rng.pick(_NAMES).upper()}"/*.txt; do',
            f"  {rng.pick(_VERBS)} --{rng.pick(_NAMES)}={_number(rng)} \"$f\" | grep -v '{_name(rng)}' >> out.log",
            "done",
        ]
    return lines


def _json(rng, size):
    lines = ["{"]
    for _ in range(size):
        lines += [
            f'  "{_name(rng)}": [{_number(rng)}, {_number(rng)}, true],',
            f'  "{_name(rng)}": "{rng.pick(_NAMES)}",',
        ]
    return [*lines, f'  "version": {_number(rng)}', "}"]


def _toml(rng, size):
    lines = []
    for i in range(size):
        lines += [
            f"[{rng.pick(_NAMES)}.part-{i}]",
            f'{_name(rng)} = "{rng.pick(_NAMES)}"  # {rng.pick(_VERBS)}',
            f"limit-{i} = {_number(rng)}",
            "",
        ]
    return lines[:-1]


_WRITERS = {"rust": _rust, "python": _python, "bash": _bash, "json": _json, "toml": _toml}
