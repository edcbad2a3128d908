"""Makes the packed files beside it, with Python's own libraries: python3 make_archives.py"""

import bz2, gzip, io, pathlib, zipfile

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
