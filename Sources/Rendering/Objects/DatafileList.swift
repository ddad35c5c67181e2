/// That it had a say which datafiles of a schema there are: an input of an object that is no file.
public enum DatafileList {
  /// What it is called among an object's inputs: as templates ask for it.
  public static func input(ofSchema schema: String) -> String { "datafiles(\(schema))" }

  /// Whether an input is such a list.
  public static func isList(_ input: String) -> Bool { input.hasPrefix("datafiles(") && input.hasSuffix(")") }
}
