import NCFData
import NCFTestSupport

/// The files of a valid data set of 3 users and 5 items, for tests to read as they are or to spoil first.
struct SmallFiles {
  var training = "0\t2\t3\t200\n0\t0\t5\t100\n1\t3\t1\t60\n1\t1\t4.5\t50\n2\t4\t2\t70\n"
  var test = "0\t4\t5\t300\n1\t0\t4\t80\n2\t2\t3\t90\n"
  var negatives = "(0,4)\t1\t3\n(1,0)\t2\t4\n(2,2)\t0\t1\n"

  func write(to folder: TemporaryFolder, named name: String = "small", in subfolder: String = ".") throws {
    try folder.write(training.utf8, to: "\(subfolder)/\(name).train.rating")
    try folder.write(test.utf8, to: "\(subfolder)/\(name).test.rating")
    try folder.write(negatives.utf8, to: "\(subfolder)/\(name).test.negative")
  }

  func read() throws -> Dataset {
    let folder = try TemporaryFolder()
    try write(to: folder)
    return try DatasetReader.read(named: "small", in: folder.path)
  }
}
