"""Prints what recordings of exchanges (requre cassettes, YAML) hold, as JSON lines.

    read_cassettes.py FOLDER   ->   {"file", "method", "url", "status", "headers", "body"}, `body` as text
"""

import json
import pathlib
import sys

try:
    import yaml
except ImportError as error:
    print(f"missing: {error}", file=sys.stderr)
    sys.exit(3)

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def main():
    for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
        recorded = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        methods = {}
        for library in ("requests.sessions", "httpx._client"):
            methods.update(recorded.get(library, {}).get("send", {}))
        for method, urls in methods.items():
            for url, answers in urls.items():
                for answer in answers:
                    output = answer["output"]
                    body = output.get("_content")
                    print(json.dumps({
                        "file": path.name, "method": method, "url": url, "status": output["status_code"],
                        "headers": {name: str(value) for name, value in output.get("headers", {}).items()},
                        "body": body if isinstance(body, str) else json.dumps(body, default=str),
                    }))


if __name__ == "__main__":
    main()
