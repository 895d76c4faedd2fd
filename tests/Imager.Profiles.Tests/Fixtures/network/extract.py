"""Cuts the YAML examples out of the user's document (chapters 1 and 11), byte for byte.

Usage: python3 extract.py DOCUMENT.txt   (run in this folder; any Python 3)
An example starts at a line with a top-level key and ends before the first empty line.
"""
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read().split("\n")
starts = {n: i for i, line in enumerate(text) for n in (1, 2, 11, 12) if re.match(rf"{n} - ", line)}


def examples(first, last, keys):
    i = starts[first]
    while i < starts[last]:
        if re.match(rf"({keys}):", text[i]):
            end = text.index("", i)
            yield text[i:end]
            i = end
        i += 1


for name, chapters, keys in (
    ("chapter11", (11, 12), "addresses|links|routes|hostnames|resolvers|timeServers"),
    ("chapter1", (1, 2), "machine"),
):
    for number, lines in enumerate(examples(*chapters, keys), start=1):
        with open(f"{name}-{number:02}.yaml", "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
