"""Builds the wheel of this package, or one that leads to its folder, with Python alone: no other backend is fetched for it."""

import os
import zipfile

METADATA = "Metadata-Version: 2.1\nName: lib\nVersion: 0.1\nRequires-Python: >=3.11\nRequires-Dist: six\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: backend\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    with open("src/lib/__init__.py", encoding="utf-8") as module:
        return written(wheel_directory, {"lib/__init__.py": module.read()})


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return written(wheel_directory, {"lib.pth": os.path.abspath("src")})


def written(folder, files):
    name, info = "lib-0.1-py3-none-any.whl", "lib-0.1.dist-info"
    about = {f"{info}/METADATA": METADATA, f"{info}/WHEEL": WHEEL}
    record = "".join(f"{path},,\n" for path in [*files, *about, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in {**files, **about, f"{info}/RECORD": record}.items():
            wheel.writestr(path, text)
    return name
