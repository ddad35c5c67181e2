"""Random pairs of documents and how qontract compares them; one JSON object a line.

usage: deepdiff_reference.py SEED COUNT      random pairs
       deepdiff_reference.py FILE            pairs of FILE, one [old, new] a line

Needs deepdiff and jsonpath-ng. Each line: {"old", "new", "diffs": [[kind, path, old, new], ...]} or, where the reference
raises an exception, {"old", "new", "error"}. What is compared and how is written after the behaviour of
reconcile.change_owners.diff.extract_diffs of qontract-reconcile.
"""
import json
import random
import sys
from functools import reduce

import jsonpath_ng
from deepdiff import DeepDiff
from deepdiff.helper import CannotCompare
from deepdiff.path import parse_path


def identity(value):
    if isinstance(value, dict):
        if "__identifier" in value:
            return value["__identifier"]
        if "$ref" in value and len(value) == 1:
            return value["$ref"]
    return None


def same_item(x, y, level=None):
    a, b = identity(x), identity(y)
    if a and b:
        return a == b
    if a or b:
        return False
    raise CannotCompare() from None


def lookup(path, data):
    parts = [jsonpath_ng.Index(p) if isinstance(p, int) else jsonpath_ng.Fields(f"'{p}'" if "." in p else p)
             for p in path]
    found = (reduce(lambda a, b: a.child(b), parts) if parts else jsonpath_ng.Root()).find(data)
    return found[0].value if found else None


def differences(old, new):
    if not (old and new):
        return [["removed", [], old, None]] if old else [["added", [], None, new]] if new else []
    found = DeepDiff(old, new, ignore_order=True, iterable_compare_func=same_item, cutoff_intersection_for_pairs=1)
    out = []
    for path, change in found.get("values_changed", {}).items():
        out.append(["changed", parse_path(path), change.get("old_value"), change.get("new_value")])
    for path in found.get("dictionary_item_added", []):
        out.append(["added", parse_path(path), None, lookup(parse_path(path), new)])
    for path in found.get("dictionary_item_removed", []):
        out.append(["removed", parse_path(path), lookup(parse_path(path), old), None])
    for path, value in found.get("iterable_item_added", {}).items():
        out.append(["added", parse_path(path), None, value])
    for path, value in found.get("iterable_item_removed", {}).items():
        out.append(["removed", parse_path(path), value, None])
    for path, change in found.get("type_changes", {}).items():
        out.append(["changed", parse_path(path), change.get("old_value"), change.get("new_value")])
    return out


class Generator:
    """Small objects with nested lists, as datafiles have them, and edits of them."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.keys = ["name", "$ref", "provider", "version", "items", "owners", "labels", "a.b", "_x", "old_type", "new_path"]
        self.words = ["a", "b", "c", "d", "x1", "5", "1.5", "NONE", "int:1", "None", "True", "", "/apps/a.yml", "list:", "[]"]

    def scalar(self):
        r = self.r
        k = r.randrange(14)
        if k < 7:
            return r.choice(self.words[: r.choice([4, 5, len(self.words)])])
        if k < 10:
            return r.choice([0, 1, 2, 3, 5, 10, 100, -1, 10**20])
        if k == 10:
            return r.choice([0.0, 1.0, 1.5, -0.0, 5.0, 1e20, 0.1])
        return r.choice([True, False, None])

    def key(self):
        return self.r.choice(self.keys[: self.r.choice([4, 6, len(self.keys)])])

    def object(self, depth, width=4):
        r = self.r
        if r.random() < 0.12:
            return {"$ref": r.choice(["/a.yml", "/b.yml", "/c.yml", "/d.yml", ""])}
        value = {k: self.member(k, depth - 1) for k in (self.key() for _ in range(r.randrange(width + 1)))}
        if r.random() < 0.3:
            value["__identifier"] = r.choice("pqrst") * 8
        if r.random() < 0.03:
            value["__other"] = self.scalar()
        return value

    def list(self, depth):
        r = self.r
        n = r.choice([0, 1, 2, 3, 4, 6])
        k = r.randrange(7)
        if k == 5:  # many items that are nearly alike: ties between pairs
            shape = r.sample(self.keys, r.randrange(5, 9))
            return [{key: r.choice("ab" if r.random() < 0.9 else ["c", None, 1, 2]) for key in shape} for _ in range(2 * n)]
        if k == 6:  # numbers, and lists of short lists
            number = lambda: r.choice([r.randrange(-3, 30), r.randrange(5) / 2, True])
            return [number() if r.random() < 0.8 else [number() for _ in range(r.randrange(5))] for _ in range(2 * n)]
        if k == 0:
            return [r.choice(self.words) for _ in range(n)]
        if k == 1:
            return [self.scalar() for _ in range(n)]
        if k == 2 and depth > 0:
            return [self.value(depth - 1) for _ in range(n)]
        if depth > 0:
            shape = [self.key() for _ in range(r.randrange(1, 7))]
            return [self.shaped(shape, depth - 1) for _ in range(n)]
        return [self.scalar() for _ in range(n)]

    def shaped(self, shape, depth):
        value = {key: self.member(key, depth - 1) for key in shape}
        if self.r.random() < 0.2:
            value["__identifier"] = self.r.choice("pqrst") * 8
        return value

    def value(self, depth):
        r = self.r
        if depth <= 0 or r.random() < 0.4:
            return self.scalar()
        return self.object(depth) if r.random() < 0.5 else self.list(depth)

    def member(self, key, depth):
        return self.scalar() if key == "$ref" else self.value(depth)

    def root(self):
        return {key: self.member(key, 4) for key in (self.key() for _ in range(self.r.randrange(1, 6)))}

    def edit(self, value, rate):
        r = self.r
        if r.random() < rate * 0.5:
            return self.value(2)
        if isinstance(value, dict):
            out = {}
            for key, member in value.items():
                if key == "__identifier":
                    if r.random() < 0.9:
                        out[key] = member
                elif r.random() > rate * 0.4:
                    edited = self.edit(member, rate)
                    out[key] = self.scalar() if key == "$ref" and isinstance(edited, (list, dict)) else edited
            if r.random() < rate:
                key = self.key()
                out[key] = self.member(key, 2)
            if r.random() < 0.1:
                out = dict(r.sample(list(out.items()), len(out)))
            return out
        if isinstance(value, list):
            out = [self.edit(v, rate) for v in value if r.random() > rate * 0.5]
            for _ in range(3):
                if r.random() < rate:
                    new = self.value(2) if not value or r.random() < 0.5 else self.edit(r.choice(value), 0.5)
                    out.insert(r.randrange(len(out) + 1), new)
            if out and r.random() < rate:
                out.insert(r.randrange(len(out) + 1), r.choice(out))
            if r.random() < 0.3:
                r.shuffle(out)
            return out
        if r.random() < rate:
            return self.scalar()
        return value

    def pair(self):
        r = self.r
        old = self.root()
        if r.random() < 0.15:
            return old, self.root()
        if r.random() < 0.02:
            return (old, {}) if r.random() < 0.5 else ({}, old)
        return old, self.edit(old, r.choice([0.03, 0.1, 0.25, 0.5]))


def main():
    if len(sys.argv) == 3:
        generator = Generator(int(sys.argv[1]))
        pairs = (generator.pair() for _ in range(int(sys.argv[2])))
    else:
        pairs = (json.loads(line) for line in open(sys.argv[1]))
    for pair in pairs:
        text = json.dumps(pair)
        old, new = json.loads(text)
        line = {"old": old, "new": new}
        try:
            line["diffs"] = differences(*json.loads(text))
        except Exception as error:
            line["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(line))


main()
