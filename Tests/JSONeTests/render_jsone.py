"""Renders lines of {"template": ..., "context": ...} with json-e for Python; one line of JSON for each.

"mixed" says that a truth value was compared with a number: Python takes True and 1 for the same.
"""
import json
import sys

try:
    import jsone
    from jsone.interpreter import Interpreter
except ImportError:
    sys.exit(3)

mixed = False
compare = Interpreter.visit_BinOp


def kinds(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*map(kinds, value))
    return {"bool" if isinstance(value, bool) else "number" if isinstance(value, (int, float)) else "other"}


def visit(self, node):
    global mixed
    if node.token.value in ("==", "!=", "in"):
        found = kinds(self.visit(node.left)) | kinds(self.visit(node.right))
        mixed = mixed or {"bool", "number"} <= found
    return compare(self, node)


Interpreter.visit_BinOp = visit

for line in sys.stdin:
    case = json.loads(line)
    mixed = False
    try:
        value = json.dumps(jsone.render(case["template"], case["context"]), allow_nan=False)
        answer = {"value": value}
    except Exception as error:
        answer = {"error": "%s: %s" % (type(error).__name__, error)}
    print(json.dumps(dict(answer, mixed=mixed)))
