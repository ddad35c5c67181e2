"""Checks what a server answered against its own OpenAPI document.

Input: JSON lines, the document first, then {"method", "path", "template", "status", "type", "body", "parameters"}.
Output: JSON lines {"problem"}, one for each problem; nothing where all is right.
"""

import json
import sys

try:
    import jsonschema
    from openapi_spec_validator import OpenAPIV31SpecValidator
except ImportError as error:
    print(f"missing: {error}", file=sys.stderr)
    sys.exit(3)


def report(text):
    print(json.dumps({"problem": text}))


def resolved(document, value):
    while "$ref" in value:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def check(document, answer):
    name = f'{answer["method"]} {answer["path"]}: {answer["status"]}'
    operation = document["paths"].get(answer["template"], {}).get(answer["method"].lower())
    if operation is None:
        return report(f"{name}: is not described")
    response = operation["responses"].get(str(answer["status"]))
    if response is None:
        return report(f"{name}: this status is not described")
    content = resolved(document, response).get("content", {})
    kind = answer["type"].split(";")[0]
    if kind not in content:
        return report(f"{name}: {kind} is not described")
    schema = content[kind]["schema"]
    value = json.loads(answer["body"]) if kind.endswith("json") else answer["body"]
    # References in the schema are looked up in the whole document.
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": document["components"], **schema}
    validator = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    for error in validator.iter_errors(value):
        report(f"{name}: {error.json_path}: {error.message}")


def main():
    lines = [json.loads(line) for line in sys.stdin]
    document = lines[0]
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        report(f"the document: {error}")
    for answer in lines[1:]:
        check(document, answer)


main()
