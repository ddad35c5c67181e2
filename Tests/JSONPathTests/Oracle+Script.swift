extension Oracle {
  /// The Python side: what jsonpath-ng makes of selectors, with the documented deviations.
  static let script = #"""
    """Answers what jsonpath-ng makes of selectors: JSON lines in, JSON lines out.

    First line: a list of documents. Every other line: {"selector": text, "documents": [index]}.
    Answer: {"accepted": bool, "results": [[[path, value], ...] or null], "plain": [bool]}; "plain" tells whether
    jsonpath-ng without the corrections below gives the same. A result is null if the evaluation raised an exception.

    The corrections are the documented deviations of Remit, all of them:
     1. a filter on an object does not change the document;
     2. positions select elements of lists only: no characters of texts, no exception on other values and before the list;
     3. a comparison that raises an exception in Python does not hold;
     4. the outermost value has no parent (instead of a parent that is None);
     5. arithmetic, sorting, functions in backquotes, `=~`, `&` between paths and a slice step of 0 are refused.
    """
    import copy
    import json
    import logging
    import sys

    import jsonpath_ng
    from jsonpath_ng import jsonpath as base
    from jsonpath_ng import parser as base_parser
    from jsonpath_ng.ext import arithmetic, filter as filters, iterable, parser as ext_parser, string

    logging.disable(logging.CRITICAL)
    PLAIN = {}


    def swap(owner, name, function):
        PLAIN[(owner, name)] = (getattr(owner, name), function)


    def refuse(*args, **kwargs):
        raise ValueError("not supported")


    def find_filter(self, datum):
        if isinstance(datum.value, dict):
            datum = base.DatumInContext(list(datum.value.values()), path=datum.path, context=datum.context)
        return PLAIN[(filters.Filter, "find")][0](self, datum)


    def find_index(self, datum):
        datum = base.DatumInContext.wrap(datum)
        if not isinstance(datum.value, list):
            return []
        size = len(datum.value)
        return [
            base.DatumInContext(datum.value[i], path=base.Index(i), context=datum)
            for i in self.indices
            if -size <= i < size
        ]


    def find_expression(self, datum):
        found = self.target.find(base.DatumInContext.wrap(datum))
        if self.op is None:
            return found
        result = []
        for each in found:
            value = each.value
            try:
                if type(self.value) is int:
                    value = int(value)
                if filters.OPERATOR_MAP[self.op](value, self.value):
                    result.append(each)
            except (ValueError, TypeError, OverflowError):
                pass
        return result


    def find_parent(self, datum):
        datum = base.DatumInContext.wrap(datum)
        return [] if datum.context is None else [datum.context]


    swap(filters.Filter, "find", find_filter)
    swap(base.Index, "find", find_index)
    swap(filters.Expression, "find", find_expression)
    swap(base.Parent, "find", find_parent)


    def corrected(on):
        for (owner, name), (plain, correction) in PLAIN.items():
            setattr(owner, name, correction if on else plain)


    for owner in (
        base.Intersect, arithmetic.Operation, iterable.SortedThis, iterable.Len, iterable.Keys, iterable.Path,
        string.Sub, string.Split, string.Str,
    ):
        owner.__init__ = refuse

    plain_expression = filters.Expression.__init__
    plain_slice = base.Slice.__init__


    def make_expression(self, target, op, value):
        if op == "=~":
            refuse()
        plain_expression(self, target, op, value)


    def make_slice(self, start=None, end=None, step=None):
        if step == 0:
            refuse()
        plain_slice(self, start, end, step)


    filters.Expression.__init__ = make_expression
    base.Slice.__init__ = make_slice

    STANDARD = base_parser.JsonPathParser()
    EXTENDED = ext_parser.ExtendedJsonPathParser()


    def parse(text):
        if "?" not in text:
            try:
                return STANDARD.parse(text)
            except Exception:
                pass
        return EXTENDED.parse(text)


    def parts(path):
        if isinstance(path, base.Child):
            return parts(path.left) + parts(path.right)
        return [] if isinstance(path, (base.Root, base.This)) else [str(path)]


    def find(path, document):
        try:
            matches = path.find(copy.deepcopy(document))
            return [
                [".".join(parts(match.full_path)) or "$", json.dumps(match.value, separators=(",", ":"))]
                for match in matches
            ]
        except Exception:
            return None


    def main():
        lines = sys.stdin
        documents = json.loads(next(lines))
        for line in lines:
            question = json.loads(line)
            answer = {"accepted": True, "results": [], "plain": []}
            try:
                path = parse(question["selector"])
            except Exception:
                answer["accepted"] = False
                path = None
            for index in question["documents"] if path else []:
                corrected(False)
                plain = find(path, documents[index])
                corrected(True)
                result = find(path, documents[index])
                answer["results"].append(result)
                answer["plain"].append(plain == result)
            print(json.dumps(answer))


    main()
    """#
}
