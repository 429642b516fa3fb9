"""Writes the OpenAPI document of the application to a file.

    python scripts/generate_open_api.py openapi.json

Keys are sorted, so that a change of the file is a change of the API.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from my_api.main import app

path = Path(sys.argv[1])
text = json.dumps(app.openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(text, encoding="utf-8", newline="\n")
