/// The script of the shell that runs a cluster's programs, its keeper. It gets the cluster's folder, the folder of etcd's data
/// and that of the tools as arguments, and orders by its standard input.
///
/// The keeper ends them, and removes both folders, when it is told to, when it is asked to end, when nobody is left to give
/// orders, and when another process has become its parent. Should it be killed, the kernel ends its programs.
enum KeeperScript {
  /// What is ordered when the server is ready: the controllers give up where it is not ready in ten seconds.
  static let startControllers = "controllers"
  /// What is ordered at the end.
  static let stop = "stop"

  /// The script for programs with these arguments.
  static func text(etcd: [String], server: [String], controllers: [String]) -> String {
    """
    \(start)
    controllers() { start kube-controller-manager \(quoted(controllers)); }
    start etcd \(quoted(etcd))
    start kube-apiserver \(quoted(server))
    \(keep)
    """
  }

  private static func quoted(_ arguments: [String]) -> String {
    arguments.map { "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'" }
      .joined(separator: " ")
  }

  private static let start = #"""
    folder=$1 data=$2 tools=$3
    cd "$folder" || exit
    declare -A programs
    finish() {
      trap '' HUP INT TERM
      kill -KILL "${programs[@]}"
      wait
      rm -rf "$folder" "$data"
    }
    trap finish EXIT
    trap exit HUP INT TERM
    start() {
      setpriv --pdeathsig KILL "$tools/$1" "${@:2}" </dev/null >>"$1.log" 2>&1 &
      programs[$1]=$!
    }
    """#

  /// A server that ended is noted in the file `ended`; controllers are started again.
  private static let keep = #"""
    while :; do
      if read -r -t 0.5 order; then
        [ "$order" = controllers ] || exit
        controllers
      elif [ $? -le 128 ]; then
        exit
      fi
      read -r _ _ _ parent _ <"/proc/$$/stat"
      [ "$parent" = "$PPID" ] || exit
      for name in "${!programs[@]}"; do
        if kill -0 "${programs[$name]}" 2>/dev/null; then continue; fi
        unset "programs[$name]"
        if [ "$name" = kube-controller-manager ]; then controllers; else echo "$name" >>ended; fi
      done
    done
    """#
}
