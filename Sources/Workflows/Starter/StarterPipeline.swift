/// Pipelines for the forges, as `docs/ci.md` explains them.
public enum StarterPipeline: String, CaseIterable, Sendable {
  /// GitLab CI.
  case gitlab
  /// GitHub Actions.
  case github

  /// Path from the top of the git repository.
  var path: String { self == .gitlab ? ".gitlab-ci.yml" : ".github/workflows/remit.yml" }

  /// The pipeline.
  var text: String { self == .gitlab ? StarterPipeline.gitlabText : StarterPipeline.githubText }

  private static let gitlabText = #"""
    .remit:
      image:
        name: registry.example.com/remit:0.1.0
        entrypoint: [""]
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      variables:
        GIT_DEPTH: "0"

    remit-validate:
      extends: .remit
      script:
        - remit validate --format gitlab > gl-code-quality-report.json || remit validate
      artifacts:
        when: always
        reports:
          codequality: gl-code-quality-report.json

    remit-decide:
      extends: .remit
      script:
        - git fetch --no-tags origin "+refs/heads/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/remotes/origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
        - remit decide --base="origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" --head="${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}" --author="$GITLAB_USER_LOGIN" --forge=gitlab
      allow_failure:
        exit_codes: [1]

    """#

  private static let githubText = #"""
    name: remit
    on: pull_request
    permissions:
      contents: read
    jobs:
      remit:
        runs-on: ubuntu-24.04
        container:
          image: registry.example.com/remit:0.1.0
          options: --user root
        env:
          AUTHOR: ${{ github.event.pull_request.user.login }}
          TARGET: ${{ github.event.pull_request.base.ref }}
          HEAD: ${{ github.event.pull_request.head.sha }}
        steps:
          - uses: actions/checkout@v4
            with:
              ref: ${{ github.event.pull_request.head.sha }}
              fetch-depth: 0
              persist-credentials: false
          - run: remit validate --format github
          - run: |
              status=0
              remit decide --base="origin/$TARGET" --head="$HEAD" --author="$AUTHOR" --forge=github --format=markdown >> "$GITHUB_STEP_SUMMARY" || status=$?
              if [ "$status" -gt 1 ]; then exit "$status"; fi
              if [ "$status" -eq 1 ]; then echo "::notice::not approved yet: see the summary"; fi

    """#
}
