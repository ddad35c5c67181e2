extension OpenAPIDocument {
  /// The paths of the API.
  static let programPaths = """
     "/api/v1/merge-requests": {
      "get": {
       "operationId": "listMergeRequests", "summary": "Open merge requests",
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
        },
        {
         "name": "limit", "in": "query", "required": false, "description": "How many at most",
         "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
        }
       ],
       "responses": {
        "200": {
         "description": "As asked",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MergeRequestList"}}}
        },
        "400": {"$ref": "#/components/responses/BadParameter"},
        "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     },
     "/api/v1/merge-requests/{repository}/{number}": {
      "get": {
       "operationId": "getMergeRequest", "summary": "One merge request with its decision",
       "parameters": [
        {"name": "repository", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}}
       ],
       "responses": {
        "200": {
         "description": "As asked",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MergeRequestDetail"}}}
        },
        "404": {"$ref": "#/components/responses/NotFound"}, "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     },
     "/api/v1/queue/{repository}/{branch}": {
      "get": {
       "operationId": "getQueue", "summary": "The merge queue of a target branch",
       "parameters": [
        {"name": "repository", "in": "path", "required": true, "schema": {"type": "string"}},
        {
         "name": "branch", "in": "path", "required": true, "schema": {"type": "string"},
         "description": "Percent-encoded, slashes too"
        }
       ],
       "responses": {
        "200": {
         "description": "As asked",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Queue"}}}
        },
        "404": {"$ref": "#/components/responses/NotFound"}, "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     },
     "/api/v1/jobs": {
      "get": {
       "operationId": "listJobs", "summary": "The jobs of the service",
       "parameters": [
        {
         "name": "repository", "in": "query", "required": false, "description": "Only of this repository",
         "schema": {"type": "string"}
        },
        {
         "name": "state", "in": "query", "required": false, "description": "Only in this state",
         "schema": {"enum": ["waiting", "running", "dead"]}
        },
        {
         "name": "cursor", "in": "query", "required": false, "description": "The next of a former answer",
         "schema": {"type": "string"}
        },
        {
         "name": "limit", "in": "query", "required": false, "description": "How many at most",
         "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
        }
       ],
       "responses": {
        "200": {
         "description": "As asked",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobList"}}}
        },
        "400": {"$ref": "#/components/responses/BadParameter"},
        "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     },
     "/api/v1/jobs/requeue": {
      "post": {
       "operationId": "requeueJob", "summary": "Run a job again that was given up", "security": [{"admin": []}],
       "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobName"}}}},
       "responses": {
        "200": {
         "description": "As asked",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Requeued"}}}
        },
        "400": {
         "description": "The body is wrong",
         "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        },
        "403": {
         "description": "The admin token is missing or wrong",
         "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        },
        "404": {
         "description": "There is no such job, or no admin token is configured",
         "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        },
        "413": {
         "description": "The body is too large",
         "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        },
        "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     },
     "/api/v1/records/{repository}": {
      "get": {
       "operationId": "listRecords", "summary": "Records of merges, in order",
       "parameters": [
        {"name": "repository", "in": "path", "required": true, "schema": {"type": "string"}},
        {
         "name": "after", "in": "query", "required": false, "description": "After this sequence number",
         "schema": {"type": "integer", "minimum": 0}
        },
        {
         "name": "limit", "in": "query", "required": false, "description": "How many at most",
         "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
        }
       ],
       "responses": {
        "200": {
         "description": "As asked",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RecordList"}}}
        },
        "400": {"$ref": "#/components/responses/BadParameter"}, "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     },
     "/api/v1/records/{repository}/{number}": {
      "get": {
       "operationId": "getRecord", "summary": "The record of one merge request",
       "parameters": [
        {"name": "repository", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}}
       ],
       "responses": {
        "200": {
         "description": "As asked",
         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RecordDetail"}}}
        },
        "404": {"$ref": "#/components/responses/NotFound"}, "503": {"$ref": "#/components/responses/Unavailable"}
       }
      }
     },
     "/api/v1/openapi.json": {
      "get": {
       "operationId": "openapi", "summary": "This document",
       "responses": {"200": {"description": "As asked", "content": {"application/json": {"schema": {"type": "object"}}}}}
      }
     }
    """
}
