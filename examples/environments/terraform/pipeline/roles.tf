# Written by terragate pipeline, which writes it again: changes are lost.

locals {
  provider = coalesce(var.oidc_provider_arn, one(aws_iam_openid_connect_provider.this[*].arn))
}

# AWS trusts tokens that GitHub Actions signs. An account has one such provider: where another project made it, its ARN is oidc_provider_arn.
resource "aws_iam_openid_connect_provider" "this" {
  count = var.oidc_provider_arn == null ? 1 : 0

  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

# Plans run for pull requests and on the branch that is deployed. A pull request of a fork gets no token of this repository.
# Applies run on that branch alone. Those that wait for approval have the environment of GitHub in their subject, so that AWS
# gives nothing before GitHub has let the job begin; the claim ref keeps other branches out of that environment.
resource "aws_iam_role" "plan" {
  for_each = local.here

  name        = "${each.value.roles}-plan"
  path        = "/terragate/"
  description = "Plans ${each.key}: it reads, and changes nothing."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider }
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub" = ["repo:acme/board:pull_request", "repo:acme/board:ref:refs/heads/main"]
          }
        }
      }
    ]
  })
}

# One policy for both roles: what is in a role itself has 10,240 characters at most, which an apply needs for itself.
resource "aws_iam_policy" "read" {
  for_each = local.here

  name        = "${each.value.roles}-read"
  path        = "/terragate/"
  description = "What the pipeline of ${each.key} reads."
  policy      = jsonencode({ Version = "2012-10-17", Statement = concat(local.read[each.key], local.more.plan) })
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = local.here

  role       = aws_iam_role.plan[each.key].name
  policy_arn = aws_iam_policy.read[each.key].arn
}

resource "aws_iam_role" "apply" {
  for_each = local.here

  name        = "${each.value.roles}-apply"
  path        = "/terragate/"
  description = "Applies ${each.key}."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider }
        Condition = { StringEquals = merge({ "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }, each.value.claims) }
      }
    ]
  })
}

resource "aws_iam_role_policy" "apply" {
  for_each = local.here

  name = "write"
  role = aws_iam_role.apply[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.write[each.key], local.more.apply)
  })
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = local.here

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.read[each.key].arn
}

# What the roles of functions may have at most, whatever their own policies say.
resource "aws_iam_policy" "functions" {
  for_each = local.here

  name        = "${each.value.roles}-functions"
  path        = "/terragate/"
  description = "The boundary of the functions of ${each.key}."
  policy      = jsonencode({ Version = "2012-10-17", Statement = concat(local.functions[each.key], local.more.functions) })
}
