extension OpenAPIDocument {
  /// The paths of pages, webhooks and operation.
  static let otherPaths = """
     "/": {
      "get": {
       "operationId": "index", "summary": "Open merge requests, as a page",
       "parameters": [
        {
         "name": "repository", "in": "query", "required": false, "description": "Only of this repository",
         "schema": {"type": "string"}
        },
        {
         "name": "verdict", "in": "query", "required": false, "description": "Only with this verdict",
         "schema": {"type": "string"}
        },
        {
         "name": "author", "in": "query", "required": false, "description": "Only by this account",
         "schema": {"type": "string"}
        },
        {
         "name": "cursor", "in": "query", "required": false, "description": "The next of a former answer",
         "schema": {"type": "string"}
        }
       ],
       "responses": {
        "200": {"description": "The page", "content": {"text/html": {"schema": {"type": "string"}}}},
        "503": {"$ref": "#/components/responses/PageUnavailable"}
       }
      }
     },
     "/{repository}/{number}": {
      "get": {
       "operationId": "mergeRequestPage", "summary": "One merge request, as a page",
       "parameters": [
        {"name": "repository", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}}
       ],
       "responses": {
        "200": {"description": "The page", "content": {"text/html": {"schema": {"type": "string"}}}},
        "303": {"description": "It is merged: see its record", "content": {"text/plain": {"schema": {"type": "string"}}}},
        "404": {"$ref": "#/components/responses/NoPage"}, "503": {"$ref": "#/components/responses/PageUnavailable"}
       }
      }
     },
     "/records": {
      "get": {
       "operationId": "recordsPage", "summary": "Records of merges, as a page",
       "parameters": [
        {
         "name": "repository", "in": "query", "required": false, "description": "Only of this repository",
         "schema": {"type": "string"}
        },
        {
         "name": "after", "in": "query", "required": false, "description": "After this sequence number",
         "schema": {"type": "integer", "minimum": 0}
        }
       ],
       "responses": {
        "200": {"description": "The page", "content": {"text/html": {"schema": {"type": "string"}}}},
        "404": {"$ref": "#/components/responses/NoPage"}, "503": {"$ref": "#/components/responses/PageUnavailable"}
       }
      }
     },
     "/records/{repository}/{number}": {
      "get": {
       "operationId": "recordPage", "summary": "One record, as a page",
       "parameters": [
        {"name": "repository", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}}
       ],
       "responses": {
        "200": {"description": "The page", "content": {"text/html": {"schema": {"type": "string"}}}},
        "404": {"$ref": "#/components/responses/NoPage"}, "503": {"$ref": "#/components/responses/PageUnavailable"}
       }
      }
     },
     "/style.css": {
      "get": {
       "operationId": "style", "summary": "How the pages look",
       "responses": {
        "200": {"description": "The style sheet", "content": {"text/css": {"schema": {"type": "string"}}}},
        "304": {"description": "It has not changed"}
       }
      }
     },
     "/hooks/{forge}/{name}": {
      "post": {
       "operationId": "receiveWebhook", "summary": "Takes webhook deliveries",
       "parameters": [
        {"name": "forge", "in": "path", "required": true, "schema": {"enum": ["gitlab", "github", "gitea"]}},
        {
         "name": "name", "in": "path", "required": true, "schema": {"type": "string"},
         "description": "The repository"
        }
       ],
       "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object"}}}},
       "responses": {
        "200": {
         "description": "It is authentic",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HookAnswer"}}}
        },
        "400": {
         "description": "The body is not complete",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HookError"}}}
        },
        "401": {
         "description": "It is not authentic",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HookError"}}}
        },
        "404": {
         "description": "There is no such webhook",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HookError"}}}
        },
        "413": {
         "description": "The body is too large",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HookError"}}}
        },
        "415": {
         "description": "It is a form",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HookError"}}}
        },
        "503": {
         "description": "It cannot be stored: send it again",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HookError"}}}
        }
       }
      }
     },
     "/healthz": {
      "get": {
       "operationId": "health", "summary": "Whether the process lives",
       "responses": {"200": {"description": "It does", "content": {"text/plain": {"schema": {"type": "string"}}}}}
      }
     },
     "/readyz": {
      "get": {
       "operationId": "readiness", "summary": "Whether the store answers",
       "responses": {
        "200": {"description": "It does", "content": {"text/plain": {"schema": {"type": "string"}}}},
        "503": {"description": "It does not", "content": {"text/plain": {"schema": {"type": "string"}}}}
       }
      }
     },
     "/metrics": {
      "get": {
       "operationId": "metrics", "summary": "Numbers for Prometheus",
       "responses": {
        "200": {"description": "Text format 0.0.4", "content": {"text/plain": {"schema": {"type": "string"}}}},
        "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     }
    """
}
