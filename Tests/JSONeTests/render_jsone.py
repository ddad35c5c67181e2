"""Renders lines of {"template": ..., "context": ...} with json-e for Python; one line of JSON for each."""
import json
import sys

try:
    import jsone
except ImportError:
    sys.exit(3)

for line in sys.stdin:
    case = json.loads(line)
    try:
        value = json.dumps(jsone.render(case["template"], case["context"]), allow_nan=False)
        answer = {"value": value}
    except Exception as error:
        answer = {"error": "%s: %s" % (type(error).__name__, error)}
    print(json.dumps(answer))
