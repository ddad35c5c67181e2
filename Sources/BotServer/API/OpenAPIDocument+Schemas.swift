extension OpenAPIDocument {
  /// The answers that many paths have.
  static let responses = """
    {
     "NotFound": {
      "description": "There is nothing of that name",
      "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
     },
     "BadParameter": {
      "description": "A parameter is wrong",
      "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
     },
     "Unavailable": {
      "description": "The store does not answer",
      "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
     },
     "NoPage": {"description": "There is no such page", "content": {"text/html": {"schema": {"type": "string"}}}},
     "PageUnavailable": {"description": "The store does not answer", "content": {"text/html": {"schema": {"type": "string"}}}}
    }
    """

  /// The values.
  static let schemas = """
    {
     "Obstacle": {
      "type": "object", "additionalProperties": false, "required": ["kind", "text"],
      "properties": {
       "kind": {
        "enum": ["people", "pipeline", "forge", "rebase", "freeze", "configuration"],
        "description": "Who or what has to move"
       },
       "text": {"type": "string"}
      }
     },
     "MergeRequest": {
      "type": "object", "additionalProperties": false,
      "required": [
       "repository", "number", "title", "url", "author", "head", "targetBranch", "target", "isDraft", "verdict",
       "headline", "priority", "obstacles", "readySince", "createdAt", "decidedAt"
      ],
      "properties": {
       "repository": {"type": "string"}, "number": {"type": "integer", "minimum": 1}, "title": {"type": "string"},
       "url": {"type": "string"}, "author": {"type": "string"},
       "head": {"type": "string", "description": "The commit that was decided"}, "targetBranch": {"type": "string"},
       "target": {"type": "string", "description": "The commit of that branch that it was decided against"},
       "isDraft": {"type": "boolean"},
       "verdict": {
        "enum": [
         "approved", "needs-approval", "not-self-serviceable", "held", "restricted", "invalid", "conflict", "failed"
        ]
       },
       "headline": {"type": "string"},
       "priority": {"type": ["string", "null"], "description": "The priority by which it is merged"},
       "obstacles": {"type": "array", "items": {"$ref": "#/components/schemas/Obstacle"}},
       "readySince": {
        "type": ["string", "null"], "format": "date-time",
        "description": "Since when nothing has stood in the way but what Remit sees to itself"
       },
       "createdAt": {"type": "string", "format": "date-time"},
       "decidedAt": {"type": "string", "format": "date-time"}
      }
     },
     "MergeRequestDetail": {
      "type": "object", "additionalProperties": false,
      "required": [
       "repository", "number", "title", "url", "author", "head", "targetBranch", "target", "isDraft", "verdict",
       "headline", "priority", "obstacles", "readySince", "createdAt", "decidedAt", "text", "decision", "jobs"
      ],
      "properties": {
       "repository": {"type": "string"}, "number": {"type": "integer", "minimum": 1}, "title": {"type": "string"},
       "url": {"type": "string"}, "author": {"type": "string"},
       "head": {"type": "string", "description": "The commit that was decided"}, "targetBranch": {"type": "string"},
       "target": {"type": "string", "description": "The commit of that branch that it was decided against"},
       "isDraft": {"type": "boolean"},
       "verdict": {
        "enum": [
         "approved", "needs-approval", "not-self-serviceable", "held", "restricted", "invalid", "conflict", "failed"
        ]
       },
       "headline": {"type": "string"},
       "priority": {"type": ["string", "null"], "description": "The priority by which it is merged"},
       "obstacles": {"type": "array", "items": {"$ref": "#/components/schemas/Obstacle"}},
       "readySince": {
        "type": ["string", "null"], "format": "date-time",
        "description": "Since when nothing has stood in the way but what Remit sees to itself"
       },
       "createdAt": {"type": "string", "format": "date-time"},
       "decidedAt": {"type": "string", "format": "date-time"},
       "text": {"type": "string", "description": "The decision with everything that explains it"},
       "decision": {
        "description": "The decision, docs/decision.schema.json; null where nothing could be decided",
        "type": ["object", "null"]
       },
       "jobs": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}}
      }
     },
     "MergeRequestList": {
      "type": "object", "additionalProperties": false, "required": ["mergeRequests", "next"],
      "properties": {
       "mergeRequests": {"type": "array", "items": {"$ref": "#/components/schemas/MergeRequest"}},
       "next": {"type": ["string", "null"], "description": "The cursor of the next page"}
      }
     },
     "Queue": {
      "type": "object", "additionalProperties": false, "required": ["repository", "branch", "mergeRequests"],
      "properties": {
       "repository": {"type": "string"}, "branch": {"type": "string"},
       "mergeRequests": {
        "type": "array", "items": {"$ref": "#/components/schemas/MergeRequest"},
        "description": "In the order in which they are tried"
       }
      }
     },
     "Job": {
      "type": "object", "additionalProperties": false,
      "required": ["kind", "repository", "subject", "state", "notBefore", "requestedAt", "attempts", "error", "worker"],
      "properties": {
       "kind": {"type": "string"}, "repository": {"type": "string"}, "subject": {"type": "string"},
       "state": {"enum": ["waiting", "running", "dead"]}, "notBefore": {"type": "string", "format": "date-time"},
       "requestedAt": {"type": "string", "format": "date-time"}, "attempts": {"type": "integer", "minimum": 0},
       "error": {"type": ["string", "null"]}, "worker": {"type": ["string", "null"]}
      }
     },
     "JobList": {
      "type": "object", "additionalProperties": false, "required": ["jobs", "next"],
      "properties": {
       "jobs": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}},
       "next": {"type": ["string", "null"]}
      }
     },
     "JobName": {
      "type": "object", "additionalProperties": false, "required": ["kind", "repository", "subject"],
      "properties": {"kind": {"type": "string"}, "repository": {"type": "string"}, "subject": {"type": "string"}}
     },
     "Requeued": {
      "type": "object", "additionalProperties": false, "required": ["result"],
      "properties": {"result": {"const": "requeued"}}
     },
     "Record": {
      "type": "object", "additionalProperties": false,
      "required": [
       "repository", "number", "sequence", "digest", "previous", "recordedAt", "isIntact", "faults", "url",
       "targetBranch", "mergeCommit", "exception"
      ],
      "properties": {
       "repository": {"type": "string"}, "number": {"type": "integer", "minimum": 1},
       "sequence": {"type": "integer", "minimum": 1}, "digest": {"type": "string"},
       "previous": {"type": ["string", "null"]}, "recordedAt": {"type": "string", "format": "date-time"},
       "isIntact": {"type": "boolean"}, "faults": {"type": "array", "items": {"type": "string"}},
       "url": {"type": ["string", "null"]}, "targetBranch": {"type": ["string", "null"]},
       "mergeCommit": {"type": ["string", "null"]},
       "exception": {"type": ["string", "null"], "description": "Why there was a merge although approvals were missing"}
      }
     },
     "RecordDetail": {
      "type": "object", "additionalProperties": false,
      "required": [
       "repository", "number", "sequence", "digest", "previous", "recordedAt", "isIntact", "faults", "url",
       "targetBranch", "mergeCommit", "exception", "text"
      ],
      "properties": {
       "repository": {"type": "string"}, "number": {"type": "integer", "minimum": 1},
       "sequence": {"type": "integer", "minimum": 1}, "digest": {"type": "string"},
       "previous": {"type": ["string", "null"]}, "recordedAt": {"type": "string", "format": "date-time"},
       "isIntact": {"type": "boolean"}, "faults": {"type": "array", "items": {"type": "string"}},
       "url": {"type": ["string", "null"]}, "targetBranch": {"type": ["string", "null"]},
       "mergeCommit": {"type": ["string", "null"]},
       "exception": {"type": ["string", "null"], "description": "Why there was a merge although approvals were missing"},
       "text": {"type": "string", "description": "The record as it was written: its SHA-256 is the digest"}
      }
     },
     "RecordList": {
      "type": "object", "additionalProperties": false, "required": ["records", "next"],
      "properties": {
       "records": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}},
       "next": {"type": ["integer", "null"], "description": "The after of the next page"}
      }
     },
     "Problem": {
      "type": "object", "required": ["type", "title", "status"],
      "properties": {
       "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
       "detail": {"type": "string"}
      },
      "additionalProperties": false
     },
     "HookAnswer": {
      "type": "object", "additionalProperties": false, "required": ["result"],
      "properties": {"result": {"enum": ["accepted", "duplicate", "ignored"]}}
     },
     "HookError": {
      "type": "object", "additionalProperties": false, "required": ["error"],
      "properties": {"error": {"type": "string"}}
     }
    }
    """
}
