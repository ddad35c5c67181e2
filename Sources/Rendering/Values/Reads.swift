/// Which files a rendering has read, and how many it has looked at.
struct Reads: Sendable {
  private(set) var positions: [Int] = []
  private var resources: [String] = []
  /// The schemas of which all datafiles were asked for.
  private var lists: Set<String> = []
  /// What is asked for in a whole job, going back or not.
  private(set) var asked = Dependencies()
  /// The positions of the datafiles among these.
  private(set) var all: Set<Int> = []
  private var marks: [UInt32]
  private var mark: UInt32 = 1
  private var lookups = 0

  /// What had been read at some time.
  struct Snapshot: Sendable {
    /// Positions of datafiles, in the order of reading.
    var positions: [Int]
    /// Files of resources.
    var resources: [String]
    /// The schemas of which all datafiles were asked for.
    var lists: Set<String>
    /// Whether there are any resources.
    var hasResources: Bool { !resources.isEmpty }
  }

  init(count: Int) { marks = Array(repeating: 0, count: count) }

  var snapshot: Snapshot { Snapshot(positions: positions, resources: resources, lists: lists) }

  /// Begins a job.
  mutating func begin() {
    clear()
    asked = Dependencies()
    all.removeAll(keepingCapacity: true)
    lookups = 0
  }

  private mutating func clear() {
    positions.removeAll(keepingCapacity: true)
    resources.removeAll()
    lists.removeAll()
    if mark == .max {
      for index in marks.indices { marks[index] = 0 }
      mark = 0
    }
    mark += 1
  }

  mutating func restore(_ snapshot: Snapshot) {
    clear()
    for position in snapshot.positions { insert(position) }
    resources = snapshot.resources
    lists = snapshot.lists
  }

  mutating func insert(_ position: Int) {
    guard marks[position] != mark else { return }
    marks[position] = mark
    positions.append(position)
    all.insert(position)
  }

  mutating func insert(resource file: String) {
    if !resources.contains(file) { resources.append(file) }
    asked.resources.insert(file)
  }

  /// Notes that it was asked which datafiles of a schema there are.
  mutating func insert(schema: String) { asked.schemas.insert(schema) }

  /// Notes that all datafiles of a schema were asked for: also which of them there are had a say.
  mutating func insert(list schema: String) { lists.insert(schema) }

  /// Notes that something which is not there had a say.
  mutating func leaveOpen() { asked.isOpen = true }

  /// Counts datafiles that are looked at; gives how many there were so far.
  mutating func charge(_ count: Int) -> Int {
    lookups += count
    return lookups
  }
}
