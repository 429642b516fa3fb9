"""Prints the requirements of an environment of Hatch, one a line, as `hatch -e NAME` installs them on Linux.

    python hatch_requirements.py folder serve

Templates, features, groups, matrices and overrides are what Hatch's own library makes of them. The project itself is
left out; a package of its workspace is a line `name @ file:///folder`.
"""

import sys
import tempfile
from pathlib import Path as Folder

from hatch.utils import platform

# before other modules look: functions run on Linux, and overrides may depend on the platform
platform.get_platform_name = lambda: "linux"

from hatch.cli.application import Application  # noqa: E402
from hatch.project.core import Project  # noqa: E402
from hatch.utils.fs import Path  # noqa: E402


def main() -> None:
    folder, name = Folder(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as temporary:
        # the user's own configuration of Hatch says nothing of a project's packages
        app = Application(sys.exit, verbosity=0, enable_color=False, interactive=False)
        app.data_dir = app.cache_dir = Path(temporary)
        app.config_file.path = Path(temporary, "config.toml")
        app.config_file.restore()
        app.project = Project(Path(folder))
        app.project.set_app(app)
        try:
            names = app.project.expand_environments(name)
            if not names:
                sys.exit(f"there is no environment: {name}")
            if names != [name]:
                sys.exit(f"{name} is a matrix of environments: choose one of {', '.join(names)}")
            environment = app.project.get_environment(name)
            own = [f"{environment.metadata.name} @ {folder.as_uri()}"] if not environment.skip_install else []
            requirements = [one for one in environment.all_dependencies if one not in own]
        except (OSError, TypeError, ValueError) as error:
            sys.exit(str(error))
    print("\n".join(requirements))


main()
