"""Prints the requirements of a lock file that apply to a target, without their markers.

    python select_requirements.py requirements.lock '{"sys_platform": "linux", "python_version": "3.13", ...}'

pip evaluates markers for the Python that runs it, also when it downloads for another platform: on macOS or with
an older Python the package would hold other wheels.
"""

import json
import re
import sys

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

HASH = re.compile(r"\s--hash[= ]")


def main() -> None:
    path, environment = sys.argv[1], json.loads(sys.argv[2])
    with open(path, encoding="utf-8-sig") as file:
        text = re.sub(r"\\\r?\n", " ", file.read())
    for line in text.splitlines():
        line = re.sub(r"(^|\s)#.*$", "", line).strip()
        if not line:
            continue
        if line.startswith("-"):  # an option such as --index-url
            print(line)
            continue
        match = HASH.search(line)
        declared, hashes = (line[: match.start()], line[match.start() :]) if match else (line, "")
        try:
            requirement = Requirement(declared)
        except InvalidRequirement as error:
            sys.exit(f"{declared.strip()}: {' '.join(str(error).split())}")
        if requirement.marker is None or requirement.marker.evaluate(environment):
            requirement.marker = None
            print(str(requirement) + re.sub(r"\s+", " ", hashes))


main()
