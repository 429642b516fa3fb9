#!/usr/bin/env bash
# vitepress 1.6.4 (npm): a page on a GitHub workflow, with an expression as code within a line.
#
# Expected: `${{ secrets.TOKEN }}` between backticks is shown as it is, as it is in a fenced block; or the build fails.
# Seen: Vue evaluates it when the page is rendered. "TypeError: Cannot read properties of undefined" is printed, the build says "build
# complete" and ends with 0, and the page is in the site without any of its text: a pipeline publishes it empty.
# `${{ github }}`, of which nothing is undefined before the dot, is shown as "$".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund vitepress@1.6.4
mkdir docs
cat > docs/index.md <<'MARKDOWN'
# Workflow

The step reads `${{ secrets.TOKEN }}`.
MARKDOWN
cat > docs/short.md <<'MARKDOWN'
# Short

All of it is `${{ github }}`.
MARKDOWN
cat > docs/block.md <<'MARKDOWN'
# Block

```yaml
run: deploy ${{ secrets.TOKEN }}
```
MARKDOWN
code=0
npx vitepress build docs > said 2>&1 || code=$?
{
  echo "exit $code, complete $(grep -c 'build complete' said || true), TypeError $(grep -c '^TypeError' said || true)"
  for page in index short block; do
    echo "$page: title $(grep -c '<h1' "docs/.vitepress/dist/$page.html" || true)"
  done
  grep -o 'All of it is <code>[^<]*</code>' docs/.vitepress/dist/short.html
} | tee seen
diff - seen <<'SEEN' && echo "as found: vitepress 1.6.4"
exit 0, complete 1, TypeError 1
index: title 0
short: title 1
block: title 1
All of it is <code>$</code>
SEEN
