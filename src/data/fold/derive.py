"""Derives traditional.tsv from OpenCC's TSCharacters.txt: python3 derive.py TSCharacters.txt > traditional.tsv

One traditional character a line, a tab, the simplified one (OpenCC's first choice, followed to its end), so that folding
is idempotent."""

import sys

pairs = {}
for line in open(sys.argv[1], encoding="utf-8"):
    columns = line.rstrip("\n").split("\t")
    if len(columns) == 2 and len(columns[0]) == 1:
        first = columns[1].split(" ")[0]
        if len(first) == 1 and first != columns[0]:
            pairs[columns[0]] = first


def end(character):
    seen = {character}
    while character in pairs and pairs[character] not in seen:
        character = pairs[character]
        seen.add(character)
    return character


rows = {traditional: end(traditional) for traditional in sorted(pairs)}
rows = {traditional: simplified for traditional, simplified in rows.items() if traditional != simplified}
for traditional, simplified in rows.items():
    if simplified not in rows:
        print(f"{traditional}\t{simplified}")
