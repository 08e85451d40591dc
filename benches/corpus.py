#!/usr/bin/env python3
"""Writes a site of any size, the same bytes in every run, for Polku and for the generators it is compared with.

    python3 benches/corpus.py --pages 1000 --out DIR [--kind docs|notes] [--seed 1]
                              [--for polku|hugo|mdbook|cobalt|zensical]

The site has ten languages and is complete in all of them: N pages are N/10 keys, home and section pages counted.
Pages hang in two levels of sections, `guide-07/topic-02/page-031`; a topic has 14 to 50 pages.

`docs` (the default) resemble the pages of handbooks: the number of words is log-normal with median 150 and mean 220, cut at 4,000
(sections' pages have 20 to 120); 2 to 8 headings, 1 to 6 links to other pages, a quarter of them to a heading; lists on
about half of the pages, a table on one in eight, 1 to 3 code blocks on 40 % of them. 40 % have a description, 30 %
have tags. Words are invented, in each language's letters. Code is invented for each page of each language, so
nine blocks in ten stand once in the whole site: real translations repeat their code, which a generator could use.

`notes` resemble a collection of very short pages, such as tldr-pages: 30 to 90 words, median 60, about 670 bytes a
file, so that 38,000 pages are 26 MB. A title, a sentence or two, 4 to 8 items of some words and a command in `inline
code`, as a list on 60 % of the pages, else as paragraphs; 0 to 2 links to other pages; no heading on 70 % of the pages, 1
or 2 on the others; no code blocks, no tables, no descriptions; tags as above.

Prints the number of files and bytes it wrote.
"""

import argparse
import sys
from pathlib import Path

from parts import layouts
from parts.pages import KINDS, Corpus


def main():
    """Reads the arguments and writes the site."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=1000, metavar="N", help="pages over all languages, a multiple of 10")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to; must be empty or not exist")
    parser.add_argument("--kind", choices=KINDS, default="docs", help="of pages (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--for", dest="peer", choices=sorted(layouts.LAYOUTS), default="polku")
    args = parser.parse_args()
    if args.out.exists() and any(args.out.iterdir()):
        parser.error(f"{args.out} is not empty")
    try:
        corpus = Corpus(args.pages, args.seed, args.kind)
    except ValueError as error:
        parser.error(str(error))
    files, size = layouts.write(corpus, args.peer, args.out)
    print(f"{args.peer}: {args.pages} pages, {files} files, {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
