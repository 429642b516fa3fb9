#!/usr/bin/env bash
# cdktf 0.21.0 (npm): the operators of `Op` lose a right operand that JavaScript takes for false (0, false, '').
#
# Expected: Op.gt(x, 0) is `x > 0`. Seen: `x > undefined`, which Terraform refuses. Op.sub(x, 0) is worse: it becomes the
# negation `-x`, which plans without a word. Op.gte(x, 1) is right. A left operand of 0 is right, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > npm.log
npm install --silent --no-audit --no-fund cdktf@0.21.0 constructs@10.4.2 > npm.log
cat > main.js <<'JS'
const { App, Op, TerraformOutput, TerraformStack, Token } = require('cdktf');
const app = new App({ outdir: 'out' });
const stack = new TerraformStack(app, 'stack');
const x = Token.asNumber('${var.x}');
const values = { gt0: Op.gt(x, 0), gte1: Op.gte(x, 1), sub0: Op.sub(x, 0), eqFalse: Op.eq(x, false), left0: Op.lt(0, x) };
for (const [name, value] of Object.entries(values)) new TerraformOutput(stack, name, { value });
app.synth();
const { output } = JSON.parse(require('fs').readFileSync('out/stacks/stack/cdk.tf.json', 'utf8'));
for (const name of Object.keys(values)) console.log(name, output[name].value);
JS
node main.js | tee seen
cat > expected <<'TEXT'
gt0 ${(${var.x} > undefined)}
gte1 ${(${var.x} >= 1)}
sub0 ${-${var.x}}
eqFalse ${(${var.x} == undefined)}
left0 ${(0 < ${var.x})}
TEXT
diff expected seen && echo "as found: cdktf 0.21.0"
