locals {
  # What the ids of the statements begin with that let API Gateway call functions which exist already: those behind
  # operations, and those that authorizers ask. Lambda takes 100 characters, and 26 follow.
  permitted_operations = {
    for id, integration in local.integration_settings :
    id => format("%.73s-", "AllowExecutionFrom-${local.name}-${local.operations[id].function}")
    if integration.type == "lambda" && coalesce(integration.create_permission, true)
  }

  permitted_authorizers = {
    for name, authorizer in var.authorizers :
    name => format("%.73s-", "AllowExecutionFrom-${local.name}-authorizer-${name}")
    if contains(keys(authorizer), "lambda_arn") && !contains(keys(authorizer), "credentials")
  }

  # The stage moves when these change, also where the document stays, as where an operation gets another name: so what the
  # new name needs is there before that of the old one goes.
  permission_triggers = !var.stage_auto_deploy || length(local.permitted_operations) + length(local.permitted_authorizers) == 0 ? {} : {
    "$permissions" = join(" ", concat(keys(local.permitted_operations), keys(local.permitted_authorizers)))
  }

  # The statement that each operation adds to the policy of an existing function, with an ARN as long as that of the API.
  permission_statements = {
    for id, statement in local.permitted_operations : id => jsonencode({
      Sid       = "${statement}20260101000000000000000001"
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "lambda:InvokeFunction"
      Resource  = local.integration_settings[id].arn
      Condition = {
        ArnLike = {
          "AWS:SourceArn" = join("", [
            "arn:${data.aws_partition.current.partition}:execute-api:${data.aws_region.current.id}:123456789012:abcde12345",
            local.permission_sources[id],
          ])
        }
      }
    })
  }

  # The existing functions, each with its operations, and the bytes of its policy with their statements.
  permitted_functions = {
    for id in keys(local.permission_statements) : local.integration_settings[id].arn => id...
  }

  permission_bytes = {
    for arn, ids in local.permitted_functions : arn => 51 + sum([for id in ids : 1 + length(local.permission_statements[id])])
  }

  # The functions whose policy would be too long. They are checked apart: an ARN may be known only after an apply.
  crowded_functions = [
    for arn, ids in local.permitted_functions : join("", [
      "The function ${arn} answers ${length(ids)} operations, and the permissions for them have ${local.permission_bytes[arn]} ",
      "bytes with no other one: Lambda takes 20480 for a function or an alias. Set create_permission = false in the integration ",
      "of ${join(", ", slice(ids, 0, min(5, length(ids))))}${length(ids) > 5 ? " and the others" : ""}, and allow all of them by one ",
      "aws_lambda_permission whose source_arn is the output api_execution_arn with /*/* behind it.",
    ])
    if local.permission_bytes[arn] > 20480
  ]
}
