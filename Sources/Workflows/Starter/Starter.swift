/// The files of a new data repository: a service, the team that owns it, and what has to be decided about them. A small
/// example that passes `remit validate`, `remit test` and `remit audit`.
enum Starter {
  /// Texts by path from the top of the data repository.
  static let files: [String: String] = [
    ".remit.yml": #"""
    # Roots are relative to this file.
    data: data
    resources: resources
    schemas: [schemas]
    policy:
      selfApproval: owner     # whoever owns a change has approved it by proposing it
      identity: org_username  # the field of a user that holds the account name

    """#,
    "resources/README.txt": #"""
    Files that datafiles refer to by their path.

    """#,
    "schemas/common-1.yml": #"""
    title: What several schemas share
    definitions:
      reference:
        type: object
        additionalProperties: false
        properties:
          $ref: {type: string, pattern: "^/"}
        required: [$ref]

    """#,
    "schemas/access/user-1.yml": #"""
    title: A person, or with the schema of bots a program
    type: object
    additionalProperties: false
    properties:
      $schema: {const: /access/user-1.yml}
      name: {type: string, minLength: 1}
      org_username:
        description: The account name; approvals are given with it
        type: string
        pattern: "^[a-z][a-z0-9-]*$"
        unique: true
        immutable: true
      roles:
        type: array
        identity: [$ref]
        items:
          $ref: /common-1.yml#/definitions/reference
          $schemaRef: /access/role-1.yml
    required: [$schema, name, org_username, roles]

    """#,
    "schemas/access/role-1.yml": #"""
    title: What a group of people may approve
    type: object
    additionalProperties: false
    properties:
      $schema: {const: /access/role-1.yml}
      name: {type: string, unique: true}
      description: {type: string}
      expirationDate: {type: string, format: date}
      self_service:
        type: array
        items:
          type: object
          additionalProperties: false
          properties:
            change_type:
              $ref: /common-1.yml#/definitions/reference
              $schemaRef: /app-interface/change-type-1.yml
            datafiles:
              description: The files it is granted on; all of its schema, if there is no such list
              type: array
              minItems: 1
              items: {$ref: /common-1.yml#/definitions/reference}
          required: [change_type]
    required: [$schema, name]

    """#,
    "schemas/app-interface/change-type-1.yml": #"""
    title: Which places of a file may change together
    type: object
    additionalProperties: false
    properties:
      $schema: {const: /app-interface/change-type-1.yml}
      name: {type: string, pattern: "^[a-z0-9-]+$", unique: true}
      description: {type: string}
      priority: {enum: [critical, urgent, high, medium, low]}
      contextType: {enum: [datafile, resourcefile]}
      contextSchema: {type: string}
      changes:
        type: array
        minItems: 1
        items:
          type: object
          additionalProperties: false
          properties:
            provider: {const: jsonPath}
            changeSchema: {type: string}
            jsonPathSelectors: {type: array, minItems: 1, items: {type: string}}
            context:
              type: object
              additionalProperties: false
              properties:
                selector: {type: string}
                when: {enum: [added, removed]}
                where: {enum: [backrefs]}
              required: [selector]
          required: [provider, jsonPathSelectors]
    required: [$schema, name, priority, contextType, changes]

    """#,
    "schemas/service-1.yml": #"""
    title: A service
    type: object
    additionalProperties: false
    properties:
      $schema: {const: /service-1.yml}
      name: {type: string, pattern: "^[a-z][a-z0-9-]*$", unique: true, immutable: true}
      description: {type: string, minLength: 1}
      replicas: {type: integer, minimum: 1, maximum: 20}
      password:
        description: Where the password is kept; never the password
        type: object
        additionalProperties: false
        properties:
          path: {type: string}
          field: {type: string}
        required: [path, field]
        secretRef: true
    required: [$schema, name, description, replicas]

    """#,
    "data/users/ana.yml": #"""
    $schema: /access/user-1.yml
    name: Ana Example
    org_username: ana
    roles:
    - $ref: /roles/shop-team.yml

    """#,
    "data/users/ben.yml": #"""
    $schema: /access/user-1.yml
    name: Ben Example
    org_username: ben
    roles:
    - $ref: /roles/platform.yml

    """#,
    "data/roles/shop-team.yml": #"""
    $schema: /access/role-1.yml
    name: shop-team
    description: Builds and runs the shop
    self_service:
    - change_type:
        $ref: /change-types/service-owner.yml
      datafiles:
      - $ref: /services/shop.yml

    """#,
    "data/roles/platform.yml": #"""
    $schema: /access/role-1.yml
    name: platform
    description: Looks after all services
    self_service:
    - change_type:
        $ref: /change-types/service-onboarding.yml

    """#,
    "data/change-types/service-owner.yml": #"""
    $schema: /app-interface/change-type-1.yml
    name: service-owner
    description: Describe and scale a service
    priority: high
    contextType: datafile
    contextSchema: /service-1.yml
    changes:
    - provider: jsonPath
      jsonPathSelectors:
      - description
      - replicas

    """#,
    "data/change-types/service-onboarding.yml": #"""
    $schema: /app-interface/change-type-1.yml
    name: service-onboarding
    description: Add, change and remove services
    priority: medium
    contextType: datafile
    contextSchema: /service-1.yml
    changes:
    - provider: jsonPath
      jsonPathSelectors:
      - $

    """#,
    "data/services/shop.yml": #"""
    $schema: /service-1.yml
    name: shop
    description: Sells things
    replicas: 2
    password:
      path: shop/database
      field: password

    """#,
    "scenarios/owner-scales.yml": #"""
    description: The team that owns a service scales it
    author: ana
    change:
    - file: data/services/shop.yml
      replace: "replicas: 2"
      with: "replicas: 3"
    events:
    - {comment: /lgtm, by: ben}
    expect:
      verdict: approved
      items:
      - {file: /services/shop.yml, pointer: /replicas, approved: true, approvers: [ana, ben]}

    """#,
    "scenarios/stranger-scales.yml": #"""
    description: Somebody else waits for an owner
    author: zoe
    change:
    - file: data/services/shop.yml
      replace: "replicas: 2"
      with: "replicas: 3"
    events:
    - {comment: /lgtm, by: zoe}
    expect:
      verdict: needs-approval

    """#,
    "scenarios/policy-is-not-self-service.yml": #"""
    description: Nobody gives themselves a role
    author: ana
    change:
    - file: data/users/ana.yml
      replace: "- $ref: /roles/shop-team.yml"
      with: |-
        - $ref: /roles/shop-team.yml
        - $ref: /roles/platform.yml
    expect:
      verdict: not-self-serviceable

    """#,
    "scenarios/too-many-replicas.yml": #"""
    description: What the schema does not allow is not merged, whoever asks
    author: ana
    change:
    - file: data/services/shop.yml
      replace: "replicas: 2"
      with: "replicas: 200"
    expect:
      verdict: invalid
      diagnostics: [schema/maximum]

    """#,
  ]
}
