#!/usr/bin/env bash
# checkov 3.3.30 (PyPI): a root that `terraform fmt` and `terraform validate` take, with a condition on two lines.
#
# Expected: a security group that is open to everyone is found, as it is without the condition; or checkov fails, since a file was not
# read.
# Seen: its parser (bc-python-hcl2 0.4.3) refuses a line that begins with && or || where the operand before begins with "!", or with "+"
# after one that begins with "-". The whole file is left out: no finding in it is reported, the exit code is 0, and only the summary has
# "Parsing errors: 1". With the operator at the end of the line before, or with the operands in the other order, the finding is there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check checkov==3.3.30
root() {
  mkdir "$1"
  cat > "$1/main.tf" <<HCL
variable "a" {
  type = bool
}

locals {
  both = (
    $2
  )
}

resource "aws_security_group" "open" {
  description = "Open"

  ingress {
    description = "Anyone"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
HCL
}
root before '!var.a
    && var.a'
root after '!var.a &&
    var.a'
root other 'var.a
    && !var.a'
for name in before after other; do
  code=0
  venv/bin/checkov -d "$name" --framework terraform --check CKV_AWS_24 --compact --quiet --skip-download > said 2>&1 || code=$?
  echo "$name: exit $code, findings $(grep -c 'CKV_AWS_24' said || true)"
done | tee seen
diff - seen <<'SEEN' && echo "as found: checkov 3.3.30"
before: exit 0, findings 0
after: exit 1, findings 1
other: exit 1, findings 1
SEEN
