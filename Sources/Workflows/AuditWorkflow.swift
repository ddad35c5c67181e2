public import DataBundle
public import Diagnostics
internal import Ownership

/// What is dangerous or useless in a policy.
public struct AuditResult: Sendable {
  /// The findings, sorted.
  public var diagnostics: [Diagnostic]
  /// The lines of the files, to show them.
  public var lines: SourceLines
}

extension Workspace {
  /// Looks through the policy of the working tree. What is wrong with the data otherwise is for `validate`.
  ///
  /// `forge`: whose accounts count, where `policy.identity` has a field for each.
  public func audit(today: String, forge: Forge? = nil) throws(WorkflowError) -> AuditResult {
    let source = try source(.workingTree)
    let (bundle, _) = try load(source)
    let field = try Workspace.accountField(bundle.configuration, forge)
    let referrers = Referrers(target: bundle, result: bundle, mode: .strict)
    let audit = PolicyAudit(
      policy: Policy.read(bundle, today: today, accountField: field), bundle: bundle, today: today
    ) {
      referrers.paths(of: $0)
    }
    let lines = SourceLines(source, Masking(bundle))
    do throws(OwnershipError) {
      return AuditResult(diagnostics: lines.masked(try audit.findings()), lines: lines)
    } catch {
      throw .failure(error.description)
    }
  }
}
