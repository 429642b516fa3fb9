"""Prints, as JSON, which of several markers apply: `[true, false]`.

    python applying_markers.py '["sys_platform == \\"linux\\"", "python_version < \\"3.12\\""]' ['{"sys_platform": ...}']

They apply to the Python that runs this, or to an environment that is given.
"""

import json
import sys

from pip._vendor.packaging.markers import InvalidMarker, Marker


def main() -> None:
    markers, environment = json.loads(sys.argv[1]), json.loads((sys.argv[2:] or ["{}"])[0])
    try:
        print(json.dumps([Marker(one).evaluate({"extra": "", **environment}) for one in markers]))
    except InvalidMarker as error:
        sys.exit(" ".join(str(error).split()))


main()
