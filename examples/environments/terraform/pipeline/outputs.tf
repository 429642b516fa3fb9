# Written by terragate pipeline, which writes it again: changes are lost.

output "roles" {
  description = "The roles of the pipeline in this account, by environment."
  value       = { for key, environment in local.here : key => { plan = aws_iam_role.plan[key].arn, apply = aws_iam_role.apply[key].arn } }

  precondition {
    condition     = length(local.here) > 0
    error_message = "No environment is in account ${data.aws_caller_identity.current.account_id}: they are in ${join(", ", distinct([for environment in local.environments : environment.account]))}."
  }
}
