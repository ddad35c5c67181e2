"""Checks requests to forges against the forges' own API descriptions.

Input: JSON lines {"forge", "name", "method", "url", "headers", "body"}; `body` is the text of the body or null.
Output: JSON lines {"name", "problems"}, in the same order; `problems` is empty for a request that is right.

    check_requests.py FOLDER < requests.jsonl     FOLDER: the shared data's `forges`
    check_requests.py --check                     says whether the packages that are needed are there

A request is checked by openapi-core (OpenAPI: GitLab, GitHub) or jsonschema (Swagger 2: Gitea, Forgejo). Both let
unknown names through, and so do the forges; a misspelt `sha` would do nothing. So every name in the query and in the
body has to be one that the description has.
"""

import json
import os
import sys
import warnings
from urllib.parse import parse_qsl, unquote, urlsplit

try:
    import jsonschema
    from openapi_core import Config, OpenAPI
    from openapi_core.testing import MockRequest
except ImportError as error:
    print(f"missing: {error}", file=sys.stderr)
    sys.exit(3)

FILES = {
    "gitlab": "gitlab/gitlab-openapi-v3-2026-05-02.json",
    "github": "github/api.github.com.openapi-2022-07-18.json",
    "gitea": "gitea-forgejo/gitea-1.27.1-swagger2.json",
    "forgejo": "gitea-forgejo/forgejo-11.0.3-swagger2.json",
}
HOSTS = {"gitlab": "https://gitlab.com", "github": "https://api.github.com"}


class Description:
    """One forge's API description."""

    def __init__(self, forge, folder):
        self.forge = forge
        path = os.path.join(folder, FILES[forge])
        with open(path, encoding="utf-8") as file:
            self.spec = json.load(file)
        self.base = self.spec.get("basePath", "")
        self.openapi = None
        if "openapi" in self.spec:
            # GitLab's own description does not validate: a path parameter is not declared.
            self.openapi = OpenAPI.from_dict(self.spec, config=Config(spec_validator_cls=None))

    def resolved(self, value):
        while "$ref" in value:
            target = self.spec
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            value = target
        return value

    def operation(self, method, path):
        """The operation, all its parameters, and the values of those in the path; None where there is none."""
        found = None
        if not path.startswith(self.base):
            return None
        parts = path[len(self.base):].split("/")
        for template, item in self.spec["paths"].items():
            if method not in item:
                continue
            parameters = [self.resolved(p) for p in item.get("parameters", []) + item[method].get("parameters", [])]
            several = {p["name"] for p in parameters if p.get("x-multi-segment")}
            values = matched(template.split("/"), parts, several)
            # `/merge_requests/new` goes before `/merge_requests/{id}`.
            # `/commits/{ref}/status` goes before `/commits/{ref}`, whose `ref` may have slashes.
            rank = values is not None and (len(values), -template.count("/"))
            if rank and (found is None or rank < found[0]):
                found = (rank, item[method], parameters, values)
        return found and found[1:]

    def names(self, schema):
        """The names that an object may have, with their schemas; None where any may be there."""
        schema = self.resolved(schema)
        result = dict(schema.get("properties", {}))
        known = "properties" in schema
        for kind in ("allOf", "oneOf", "anyOf"):
            for part in schema.get(kind, []):
                more = self.names(part)
                if more is not None:
                    result.update(more)
                    known = True
        return result if known else None

    def elements(self, schema):
        schema = self.resolved(schema)
        if "items" in schema:
            return schema["items"]
        for kind in ("allOf", "oneOf", "anyOf"):
            for part in schema.get(kind, []):
                found = self.elements(part)
                if found is not None:
                    return found
        return None

    def unknown_names(self, value, schema, place="body"):
        if isinstance(value, dict):
            names = self.names(schema)
            if names is None:
                return
            for name, inner in value.items():
                if name not in names:
                    yield f"{place}: there is no {name}"
                else:
                    yield from self.unknown_names(inner, names[name], f"{place}.{name}")
        elif isinstance(value, list):
            items = self.elements(schema)
            for inner in value if items else []:
                yield from self.unknown_names(inner, items, f"{place}[]")


def matched(template, parts, several):
    """The values of a template's parameters; None where the path is another one."""
    values = {}
    for index, expected in enumerate(template):
        if expected.startswith("{") and expected.endswith("}"):
            name = expected[1:-1]
            if name in several and index == len(template) - 1 and len(parts) > index:
                values[name] = "/".join(parts[index:])
                return values if all(parts[index:]) else None
            if index >= len(parts) or not parts[index]:
                return None
            values[name] = unquote(parts[index])
        elif index >= len(parts) or parts[index] != expected:
            return None
    return values if len(parts) == len(template) else None


def problems(description, request):
    """What is wrong with a request."""
    method = request["method"].lower()
    url = urlsplit(request["url"])
    found = description.operation(method, url.path)
    if found is None:
        yield f"there is no {request['method']} {url.path}"
        return
    operation, parameters, path_values = found
    query = parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
    known = {p["name"] for p in parameters if p["in"] == "query"}
    for name, _ in query:
        if name not in known and name.removesuffix("[]") not in known:
            yield f"query: there is no {name}"

    body = None
    if request.get("body") is not None:
        try:
            body = json.loads(request["body"])
        except ValueError:
            yield "the body is no JSON"
            return
        schema = body_schema(description, operation, parameters)
        if schema is not None:
            yield from description.unknown_names(body, schema)
        elif body != {}:
            yield "there is no body"
    if description.openapi is not None:
        yield from openapi_problems(description, request, url, query)
    else:
        yield from swagger_problems(description, operation, parameters, path_values, query, body)


def body_schema(description, operation, parameters):
    if "requestBody" in operation:
        content = description.resolved(operation["requestBody"])["content"]
        return content.get("application/json", {}).get("schema")
    return next((p["schema"] for p in parameters if p["in"] == "body"), None)


def openapi_problems(description, request, url, query):
    arguments = {}
    for name, value in query:
        arguments.setdefault(name, []).append(value)
    body = request.get("body")
    mock = MockRequest(
        HOSTS[description.forge], request["method"].lower(), url.path,
        args={name: values[0] if len(values) == 1 else values for name, values in arguments.items()},
        headers=request.get("headers") or {}, data=body.encode() if body is not None else None,
        content_type="application/json")
    try:
        description.openapi.validate_request(mock)
    except Exception as error:  # openapi-core has many kinds
        causes = [error, error.__cause__]
        errors = getattr(error.__cause__, "schema_errors", None) or []
        yield "; ".join(str(e) for e in causes if e) + "".join(f"; {e.message}" for e in errors)


def swagger_problems(description, operation, parameters, path_values, query, body):
    for parameter in parameters:
        name, place = parameter["name"], parameter["in"]
        if place == "body":
            if body is None and parameter.get("required"):
                yield "the body is missing"
            if body is not None:
                schema = {**parameter["schema"], "definitions": description.spec["definitions"]}
                for error in jsonschema.Draft4Validator(schema).iter_errors(body):
                    yield f"body: {error.message}"
            continue
        values = [path_values[name]] if place == "path" and name in path_values else []
        if place == "query":
            values = [value for key, value in query if key == name]
            if parameter.get("required") and not values:
                yield f"query: {name} is missing"
        for value in values:
            if parameter.get("type") == "integer" and not value.isdigit():
                yield f"{place}: {name} is no number"
            allowed = parameter.get("enum")
            if allowed and value not in allowed:
                yield f"{place}: {name} is none of {allowed}"


def main():
    if sys.argv[1:] == ["--check"]:
        return
    warnings.simplefilter("ignore")
    descriptions = {}
    for line in sys.stdin:
        request = json.loads(line)
        forge = request["forge"]
        if forge not in descriptions:
            descriptions[forge] = Description(forge, sys.argv[1])
        found = list(problems(descriptions[forge], request))
        print(json.dumps({"name": request["name"], "problems": found}))


if __name__ == "__main__":
    main()
