"""Makes the packed files beside it, with Python's own libraries and NumPy: python3 make_archives.py"""

import gzip, io, pathlib, zipfile

import numpy

here = pathlib.Path(__file__).parent
lines = b"".join(b"%d,%d\n" % (n % 97, n * n % 1009) for n in range(3000))
when = (1980, 1, 1, 0, 0, 0)


def member(content):
    buffer = io.BytesIO()
    with gzip.GzipFile("lines.csv", "wb", mtime=0, fileobj=buffer) as file:
        file.write(content)
    return buffer.getvalue()


def archive(name, files, method=zipfile.ZIP_DEFLATED, target=None):
    target = target or open(here / name, "wb")
    with zipfile.ZipFile(target, "w", method) as file:
        for path, content in files.items():
            info = zipfile.ZipInfo(path, when)
            info.compress_type = method
            file.writestr(info, content)


class Pipe(io.RawIOBase):
    """Cannot be sought in, so that sizes come after the content, in data descriptors."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


(here / "lines.csv").write_bytes(lines)
(here / "one-member.gz").write_bytes(member(lines))
(here / "three-members.gz").write_bytes(member(lines[:1000]) + member(b"") + member(lines[1000:]))
(here / "zeros.gz").write_bytes(member(bytes(1 << 20)))
archive("deflated.zip", {"data/": b"", "data/lines.csv": lines, "data/README.txt": b"about", "__MACOSX/._x": b"x"})
archive("stored.zip", {"lines.csv": lines}, zipfile.ZIP_STORED)
archive("descriptors.zip", {"lines.csv": lines}, target=Pipe(here / "descriptors.zip"))
archive("several.zip", {"ml/movies.dat": b"m", "ml/ratings.dat": lines, "ml/users.dat": b"u"})
archive("bzip2.zip", {"lines.csv": lines}, zipfile.ZIP_BZIP2)
archive("zeros.zip", {"zeros.csv": bytes(24 << 20)})
archive("twice.zip", {"lines.csv.gz": member(lines)})
# What is beyond the limit comes as zip64.
zipfile.ZIP64_LIMIT = 100
archive("zip64.zip", {"lines.csv": lines})

zipfile.ZIP64_LIMIT = (1 << 31) - 1
numpy.savez_compressed(
    here / "types.npz",
    **{t[1:]: numpy.array([1, 0, 3], t) for t in ["|b1", "|i1", "|u1", "<i2", ">u2", "<f2", ">f4", "<f8"]},
    large=numpy.array([-(1 << 62), 5], "<i8"),
    big=numpy.array([7, 1 << 30], ">i4"),
    unsigned=numpy.array([1 << 63], "<u8"),
    floats=numpy.arange(6, dtype="<f4").reshape(2, 3),
    columns=numpy.asfortranarray(numpy.arange(6, dtype="<f4").reshape(2, 3)),
    ascii=numpy.array(b"csr"),
    unicode=numpy.array("csr"),
    objects=numpy.array([None]),
)
