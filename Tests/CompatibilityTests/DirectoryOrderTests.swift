import Testing

@testable import Ownership

/// The order in which ext4 lists a folder; written down from a machine with its standard seed.
@Suite struct DirectoryOrderTests {
  @Test func namesComeByTheirHash() {
    let listed = [
      "kksum7Znlmytbx-kjqevt._a.vet", ".y93mi.fwaygu9A7juZ9y", "t3ul33ldqbwzb8-xy_a1clAmhp2w5w6q2g_xsc0fnv5Axj",
      "w6b2pdkhx3py7g9pan-rlykeiAA1iiaan", "-tA8Zrbmk_1AlolZc3okdihul3m8c-2wyAe_npxawzr-h8xc8Atgs75v_swi--97x2j",
      "s88Aoqe8pqs6ipx2ylibvf9cfh5.2py23ug6b7ydj0ohf4niAywpsvAwyyiwsZ0x6", "j2Ak624u3rs3zjhy7lZ4vlf4r585xew_ctx8r4",
      "r7ftutlfZjt3kdf.7zcp.wq2-jdZc4vni9iZ-gk0xjd-", "svl_a38qur2s5wwrw-wl1xv6j6kmx3sf-k",
      "0o4s3yyk..qt4q-but4sj3bhA1psciza378rp3cp4rjss4.36.hbits",
      "vAs6b2wx_icaq82g7ma00.9Z3y3zms2eta0_s3tjk384v7j0_7deorfebv0ez4dhhoAhi",
      "1jlAl-keAnc8gyerd99hzAia0fu.44wxdisj9Z",
    ]
    #expect(listed.sorted().sorted { DirectoryOrder("/a/" + $0) < DirectoryOrder("/a/" + $1) } == listed)
  }

  /// The change-types of the 500 decided merge requests, as the machine that decided them listed them.
  @Test func theReferenceMachine() {
    let paths = (0..<8).map { "/ct/ct\($0).yml" }.sorted { DirectoryOrder($0) < DirectoryOrder($1) }
    #expect(paths == [7, 0, 5, 1, 2, 3, 4, 6].map { "/ct/ct\($0).yml" })
  }

  @Test func whatIsInSubfoldersComesFirst() {
    let paths = ["/a.yml", "/x/a.yml", "/x/y/a.yml"]
    #expect(paths.sorted { DirectoryOrder($0) < DirectoryOrder($1) } == ["/x/y/a.yml", "/x/a.yml", "/a.yml"])
  }
}
