#!/usr/bin/env bash
# Terraform 1.11.4 and OpenTofu 1.10.6 (from PATH): what a condition in a test's run with `command = plan` sees of an output.
#
# Expected: what is known after the apply alone is unknown in the condition, so that the run ends with "Unknown condition value": the
# test is to name an apply instead.
# Seen: that is so where the whole output is unknown (Terraform; in OpenTofu it is null then too). Where a part of it is unknown, that part
# is null: of `output "api" { value = { id = terraform_data.x.id, name = "n" } }` the condition `output.api.id == null` passes, and so does
# `output.api.id != "other"`. A test that says of a map or an object what it must not be passes in a plan, whatever comes out.
# The same expression written in the condition itself, over the resource, is not null.
set -euo pipefail
for tool in terraform:1.11.4 tofu:1.10.6; do
  command -v "${tool%:*}" > /dev/null || { echo "${tool%:*} is not on PATH"; exit 1; }
  "${tool%:*}" version | head -1 | grep -q "v${tool#*:}$" || { echo "${tool%:*} is not ${tool#*:}"; exit 1; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir tests
cat > main.tf <<'HCL'
resource "terraform_data" "x" {
  input = "a"
}

output "text" {
  value = "id-${terraform_data.x.id}"
}

output "list" {
  value = [terraform_data.x.id, "n"]
}

output "api" {
  value = { id = terraform_data.x.id, name = "n" }
}
HCL
said() {
  local tool=$1 condition=$2 text
  cat > tests/x.tftest.hcl <<HCL
run "plan" {
  command = plan
  assert {
    condition     = $condition
    error_message = "it is not"
  }
}
HCL
  if text=$("$tool" test -no-color 2>&1); then echo passes; return; fi
  case $text in
    *"Unknown condition "*) echo "is unknown" ;;
    *"Test assertion failed"*) echo fails ;;
    *) echo "$text" ;;
  esac
}
for tool in terraform tofu; do
  "$tool" init -input=false > /dev/null
  for condition in 'output.text == null' 'output.list[0] == null' 'output.api.id == null' 'output.api.id != "other"' \
    '{ id = terraform_data.x.id, name = "n" }.id == null' '{ id = terraform_data.x.id, name = "n" }.id != "other"'; do
    echo "$tool: $condition $(said "$tool" "$condition")"
  done
  rm -rf .terraform
done | tee seen
diff - seen <<'SEEN' && echo "as found: Terraform 1.11.4, OpenTofu 1.10.6"
terraform: output.text == null is unknown
terraform: output.list[0] == null passes
terraform: output.api.id == null passes
terraform: output.api.id != "other" passes
terraform: { id = terraform_data.x.id, name = "n" }.id == null fails
terraform: { id = terraform_data.x.id, name = "n" }.id != "other" is unknown
tofu: output.text == null passes
tofu: output.list[0] == null passes
tofu: output.api.id == null passes
tofu: output.api.id != "other" passes
tofu: { id = terraform_data.x.id, name = "n" }.id == null fails
tofu: { id = terraform_data.x.id, name = "n" }.id != "other" is unknown
SEEN
