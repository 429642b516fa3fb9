#!/usr/bin/env bash
# localstack-core 2026.3.0 (PyPI), Python 3.13: `start_thread` keeps every thread that it ever started, ended ones too.
#
# Expected: a thread that has ended is free to be collected. Seen: the list TMP_THREADS holds it until the process ends. The
# Lambda provider starts such a thread for the metrics of each invocation, so that a long session grows with each request.
set -euo pipefail
python=$(command -v python3.13) || { echo "python3.13 is not on PATH"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$python" -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check localstack-core==2026.3.0
cat > main.py <<'PY'
from localstack.utils import threads

before = len(threads.TMP_THREADS)
started = [threads.start_thread(lambda *_: None, name="short") for _ in range(1000)]
for thread in started:
    thread.join()
print(len(threads.TMP_THREADS) - before, "kept,", sum(one.is_alive() for one in threads.TMP_THREADS), "alive")
PY
venv/bin/python main.py | tee seen
echo '1000 kept, 0 alive' | diff - seen && echo "as found: localstack-core 2026.3.0"
