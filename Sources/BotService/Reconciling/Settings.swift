public import Forges

/// How Remit behaves in one repository.
public struct BotSettings: Hashable, Sendable {
  /// The labels that Remit sets and takes away. Nobody else's labels are touched.
  public struct Labels: Hashable, Sendable {
    /// Every change has an owner.
    public var selfServiceable = "self-serviceable"
    /// Some change has none.
    public var notSelfServiceable = "not-self-serviceable"
    /// Somebody holds it.
    public var hold = "bot/hold"
    /// An owner has to say `/ok-to-test` first.
    public var restricted = "restricted"
    /// Approved; the priority follows after `: `.
    public var approved = "bot/approved"
    /// Before the labels of the roles involved.
    public var ownerPrefix = "change-owner/"
    /// Merged by break-glass.
    public var breakGlass = "bot/break-glass"

    /// qontract's names.
    public init() {}

    /// Whether a label is Remit's to set and take away.
    public func manages(_ label: String) -> Bool {
      [selfServiceable, notSelfServiceable, hold, restricted, breakGlass].contains(label)
        || label.hasPrefix(approved + ": ") || !ownerPrefix.isEmpty && label.hasPrefix(ownerPrefix)
    }
  }

  /// When and how approved merge requests are merged.
  public struct Merging: Hashable, Sendable {
    /// Whether Remit merges at all.
    public var isEnabled = false
    /// How.
    public var instruction = MergeInstruction()
    /// Whether a head without any CI result may be merged.
    public var requiresPipeline = false
    /// Whether a branch is brought up to its target before it is merged.
    public var rebases = false
    /// When nothing is merged.
    public var freezes: [FreezeWindow] = []

    /// Off.
    public init() {}
  }

  /// The deploy plans of merge requests.
  public struct Deploying: Hashable, Sendable {
    /// When a plan has to be approved before the merge.
    public enum Approval: String, Hashable, Sendable, CaseIterable {
      /// It is shown only.
      case never
      /// Where something would be deleted.
      case deletions
      /// Where anything would be done.
      case always
    }

    /// The file that says how clusters are reached.
    public var clusters: String
    /// The branch that is deployed: only merge requests into it have plans; nil: the branch that the remote shows first.
    public var branch: String?
    /// When a plan has to be approved.
    public var approval = Approval.never
    /// The role whose members may approve, by its path; nil: nobody.
    public var role: String?
    /// Who deploys, as `remit deploy --deployer` has it.
    public var deployer = "remit"
    /// How much of a set may be deleted unasked, as `remit deploy --budget` has it: a number of objects, and percent.
    public var (budgetCount, budgetPercent) = (5, 10)
    /// How long a cluster may take, in milliseconds.
    public var timeout: Int64 = 60_000

    /// Plans that are shown, with clusters as a file says.
    public init(clusters: String) { self.clusters = clusters }
  }

  /// The name of the commit status.
  public var statusName = "remit"
  /// The labels.
  public var labels = Labels()
  /// Whether Remit sets labels.
  public var setsLabels = true
  /// Whether Remit gives its own approval on the forge to what is approved.
  public var approves = false
  /// Merging.
  public var merging = Merging()
  /// The role whose members may say `/break-glass`, by its path; nil: nobody.
  public var breakGlassRole: String?
  /// The deploy plans of merge requests; nil: none are made.
  public var deploying: Deploying?
  /// The branches whose merge requests are looked after; empty: all.
  public var branches: Set<String> = []

  /// What holds where nothing is configured.
  public init() {}
}

/// A time in which nothing is merged.
public enum FreezeWindow: Hashable, Sendable {
  /// From a time to another.
  case between(Timestamp, Timestamp)
  /// Every week, on these days (Monday is 1), from a minute of the day to another, UTC.
  case weekly(days: Set<Int>, from: Int, to: Int)

  /// Until when the freeze lasts that a time is in; nil where it is in none.
  func end(at time: Timestamp) -> Timestamp? {
    switch self {
    case .between(let start, let end): return start <= time && time < end ? end : nil
    case .weekly(let days, let from, let to):
      let minutes = time.milliseconds.flooredQuotient(60_000)
      // The first day of 1970 was a Thursday.
      let day = Int((minutes.flooredQuotient(1440) + 3).flooredRemainder(7)) + 1
      let minute = Int(minutes.flooredRemainder(1440))
      guard days.contains(day), from <= minute, minute < to else { return nil }
      return Timestamp(milliseconds: (minutes - Int64(minute) + Int64(to)) * 60_000)
    }
  }
}

extension Int64 {
  /// The quotient, rounded down.
  func flooredQuotient(_ divisor: Int64) -> Int64 { self / divisor - (self % divisor < 0 ? 1 : 0) }
  /// What is left, never below zero.
  func flooredRemainder(_ divisor: Int64) -> Int64 { self - flooredQuotient(divisor) * divisor }
}
