# Written by terragate pipeline, which writes it again: changes are lost.

locals {
  # Permissions of the variables, as statements.
  more = {
    for who, list in { plan = var.plan_permissions, apply = var.apply_permissions, functions = var.function_permissions } :
    who => [for one in list : { Effect = "Allow", Action = one.actions, Resource = one.resources }]
  }

  # The boundary of each environment.
  boundaries = {
    for key, environment in local.environments :
    key => "arn:${environment.partition}:iam::${environment.account}:policy/terragate/${environment.roles}-functions"
  }

  # Secrets of terragate secret, in the two places where it keeps them.
  secrets = {
    for key, environment in local.environments : key => [
      "arn:${environment.partition}:secretsmanager:${environment.region}:${environment.account}:secret:${environment.secret_path}/*",
      "arn:${environment.partition}:ssm:${environment.region}:${environment.account}:parameter${environment.secret_path}/*",
    ]
  }

  # Plans do this, and applies too.
  read = {
    for key, environment in local.environments : key => [
      # Terraform lists its own state and the names of workspaces, and no other key of the bucket.
      {
        Sid    = "FindState"
        Effect = "Allow"
        Action = [
          "s3:ListBucket",
        ]
        Resource  = ["arn:${environment.partition}:s3:::${environment.bucket}"]
        Condition = { StringLike = { "s3:prefix" = [environment.key, "${environment.key}.tflock", "env:/*"] } }
      },
      # The state of this environment alone. A plan takes no lock: it changes no state.
      {
        Sid    = "ReadState"
        Effect = "Allow"
        Action = [
          "s3:GetObject",
        ]
        Resource = ["arn:${environment.partition}:s3:::${environment.bucket}/${environment.key}"]
      },
      # The functions of this API, by the begin of their names.
      {
        Sid    = "ReadFunctions"
        Effect = "Allow"
        Action = [
          "lambda:GetAlias",
          "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig",
          "lambda:GetFunctionConcurrency",
          "lambda:GetFunctionConfiguration",
          "lambda:GetFunctionEventInvokeConfig",
          "lambda:GetFunctionRecursionConfig",
          "lambda:GetPolicy",
          "lambda:GetProvisionedConcurrencyConfig",
          "lambda:GetRuntimeManagementConfig",
          "lambda:ListAliases",
          "lambda:ListTags",
          "lambda:ListVersionsByFunction",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:lambda:${environment.region}:${environment.account}:function:${name}*"]
      },
      # The roles of these functions.
      {
        Sid    = "ReadRolesOfFunctions"
        Effect = "Allow"
        Action = [
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListRolePolicies",
        ]
        Resource = [for name in flatten([for name in environment.names : [name, "${name}_events"]]) : "arn:${environment.partition}:iam::${environment.account}:role/${substr(name, 0, 37)}-*"]
      },
      # AWS lets log groups be listed for an account alone.
      {
        Sid    = "FindLogGroups"
        Effect = "Allow"
        Action = [
          "logs:DescribeLogGroups",
        ]
        Resource = ["arn:${environment.partition}:logs:${environment.region}:${environment.account}:log-group:*"]
      },
      # Settings of the log groups, and none of their lines.
      {
        Sid    = "ReadTagsOfLogGroups"
        Effect = "Allow"
        Action = [
          "logs:ListTagsForResource",
          "logs:ListTagsLogGroup",
        ]
        Resource = flatten([for name in environment.names : [for group in ["/aws/lambda/${name}", "/aws/apigateway/${name}", "API-Gateway-Execution-Logs_"] : "arn:${environment.partition}:logs:${environment.region}:${environment.account}:log-group:${group}*"]])
      },
      # ARNs of API Gateway have ids that AWS chooses: no name limits them. An account of its own keeps environments apart.
      {
        Sid    = "ReadApis"
        Effect = "Allow"
        Action = [
          "apigateway:GET",
        ]
        Resource = [for path in ["/restapis", "/restapis/*", "/domainnames", "/domainnames/*", "/tags", "/tags/*"] : "arn:${environment.partition}:apigateway:${environment.region}::${path}"]
      },
      # AWS lets alarms be listed for an account alone.
      {
        Sid    = "FindAlarms"
        Effect = "Allow"
        Action = [
          "cloudwatch:DescribeAlarms",
        ]
        Resource = ["arn:${environment.partition}:cloudwatch:${environment.region}:${environment.account}:alarm:*"]
      },
      # The alarms of this API.
      {
        Sid    = "ReadTagsOfAlarms"
        Effect = "Allow"
        Action = [
          "cloudwatch:ListTagsForResource",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:cloudwatch:${environment.region}:${environment.account}:alarm:${name}*"]
      },
      # The web ACL of a stage.
      {
        Sid    = "ReadFirewall"
        Effect = "Allow"
        Action = [
          "wafv2:GetWebACL",
          "wafv2:GetWebACLForResource",
        ]
        Resource = ["*"]
      },
      # The record of the domain in its hosted zone.
      {
        Sid    = "ReadNames"
        Effect = "Allow"
        Action = [
          "route53:GetChange",
          "route53:GetHostedZone",
          "route53:ListResourceRecordSets",
        ]
        Resource = [for kind in ["change", "hostedzone"] : "arn:${environment.partition}:route53:::${kind}/*"]
      },
      # The certificate of the domain.
      {
        Sid    = "ReadCertificates"
        Effect = "Allow"
        Action = [
          "acm:DescribeCertificate",
          "acm:ListTagsForCertificate",
        ]
        Resource = ["arn:${environment.partition}:acm:${environment.region}:${environment.account}:certificate/*"]
      },
      # The schedules of this API.
      {
        Sid    = "ReadSchedules"
        Effect = "Allow"
        Action = [
          "scheduler:GetSchedule",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:scheduler:${environment.region}:${environment.account}:schedule/default/${name}-*"]
      },
    ]
  }

  # Applies do this.
  write = {
    for key, environment in local.environments : key => [
      # The bucket is versioned: a state that is overwritten can be had back, as no version is deleted.
      {
        Sid    = "WriteState"
        Effect = "Allow"
        Action = [
          "s3:PutObject",
        ]
        Resource = ["arn:${environment.partition}:s3:::${environment.bucket}/${environment.key}"]
      },
      # The lock is a file beside the state.
      {
        Sid    = "LockState"
        Effect = "Allow"
        Action = [
          "s3:DeleteObject",
          "s3:GetObject",
          "s3:PutObject",
        ]
        Resource = ["arn:${environment.partition}:s3:::${environment.bucket}/${environment.key}.tflock"]
      },
      # The pipeline changes neither its own roles, whatever they are called, nor the boundary or the trust that they rest on, and
      # takes the boundary from no role.
      {
        Sid    = "KeepRolesOfPipelines"
        Effect = "Deny"
        Action = [
          "iam:*",
        ]
        Resource = [for kind in ["role/terragate/*", "policy/terragate/*", "oidc-provider/*"] : "arn:${environment.partition}:iam::${environment.account}:${kind}"]
      },
      # As above.
      {
        Sid    = "KeepBoundaries"
        Effect = "Deny"
        Action = [
          "iam:DeleteRolePermissionsBoundary",
        ]
        Resource = ["*"]
      },
      # The same functions, with versions, aliases and who may call them.
      {
        Sid    = "WriteFunctions"
        Effect = "Allow"
        Action = [
          "lambda:AddPermission",
          "lambda:CreateAlias",
          "lambda:CreateFunction",
          "lambda:DeleteAlias",
          "lambda:DeleteFunction",
          "lambda:DeleteFunctionCodeSigningConfig",
          "lambda:DeleteFunctionConcurrency",
          "lambda:DeleteFunctionEventInvokeConfig",
          "lambda:DeleteProvisionedConcurrencyConfig",
          "lambda:PublishVersion",
          "lambda:PutFunctionCodeSigningConfig",
          "lambda:PutFunctionConcurrency",
          "lambda:PutFunctionEventInvokeConfig",
          "lambda:PutFunctionRecursionConfig",
          "lambda:PutProvisionedConcurrencyConfig",
          "lambda:PutRuntimeManagementConfig",
          "lambda:RemovePermission",
          "lambda:TagResource",
          "lambda:UntagResource",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:lambda:${environment.region}:${environment.account}:function:${name}*"]
      },
      # Layers of functions, such as the Lambda Web Adapter, are in accounts of others.
      {
        Sid    = "UseLayers"
        Effect = "Allow"
        Action = [
          "lambda:GetLayerVersion",
        ]
        Resource = ["arn:${environment.partition}:lambda:${environment.region}:*:layer:*"]
      },
      # Roles of functions are made, and get permissions, below the boundary alone: without this condition a function could
      # be given more than the pipeline has.
      {
        Sid    = "WriteBoundedRoles"
        Effect = "Allow"
        Action = [
          "iam:AttachRolePolicy",
          "iam:CreateRole",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:PutRolePermissionsBoundary",
          "iam:PutRolePolicy",
        ]
        Resource  = [for name in flatten([for name in environment.names : [name, "${name}_events"]]) : "arn:${environment.partition}:iam::${environment.account}:role/${substr(name, 0, 37)}-*"]
        Condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundaries[key] } }
      },
      # What gives a role no permission, and nobody else the role: AWS limits a change of who takes it (iam:UpdateAssumeRolePolicy) by
      # no boundary, and the modules never change it.
      {
        Sid    = "KeepRolesOfFunctions"
        Effect = "Allow"
        Action = [
          "iam:DeleteRole",
          "iam:ListInstanceProfilesForRole",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateRole",
          "iam:UpdateRoleDescription",
        ]
        Resource = [for name in flatten([for name in environment.names : [name, "${name}_events"]]) : "arn:${environment.partition}:iam::${environment.account}:role/${substr(name, 0, 37)}-*"]
      },
      # These roles are given to functions and APIs, and to nothing else.
      {
        Sid    = "PassRolesToFunctions"
        Effect = "Allow"
        Action = [
          "iam:PassRole",
        ]
        Resource  = [for name in flatten([for name in environment.names : [name, "${name}_events"]]) : "arn:${environment.partition}:iam::${environment.account}:role/${substr(name, 0, 37)}-*"]
        Condition = { StringEquals = { "iam:PassedToService" = ["apigateway.amazonaws.com", "lambda.amazonaws.com"] } }
      },
      # The log groups of functions and APIs.
      {
        Sid    = "WriteLogGroups"
        Effect = "Allow"
        Action = [
          "logs:AssociateKmsKey",
          "logs:CreateLogGroup",
          "logs:DeleteLogGroup",
          "logs:DeleteRetentionPolicy",
          "logs:DisassociateKmsKey",
          "logs:PutRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ]
        Resource = flatten([for name in environment.names : [for group in ["/aws/lambda/${name}", "/aws/apigateway/${name}", "API-Gateway-Execution-Logs_"] : "arn:${environment.partition}:logs:${environment.region}:${environment.account}:log-group:${group}*"]])
      },
      # As above: the kinds of resources that this root has, and no settings of the account.
      {
        Sid    = "WriteApis"
        Effect = "Allow"
        Action = [
          "apigateway:AddCertificateToDomain",
          "apigateway:DELETE",
          "apigateway:PATCH",
          "apigateway:POST",
          "apigateway:PUT",
          "apigateway:RemoveCertificateFromDomain",
          "apigateway:UpdateRestApiPolicy",
        ]
        Resource = [for path in ["/restapis", "/restapis/*", "/domainnames", "/domainnames/*", "/tags", "/tags/*"] : "arn:${environment.partition}:apigateway:${environment.region}::${path}"]
      },
      # API Gateway makes its own role with the first API of an account, in the name of who makes that.
      {
        Sid    = "MakeServiceLinkedRole"
        Effect = "Allow"
        Action = [
          "iam:CreateServiceLinkedRole",
        ]
        Resource  = ["arn:${environment.partition}:iam::${environment.account}:role/aws-service-role/ops.apigateway.amazonaws.com/*"]
        Condition = { StringEquals = { "iam:AWSServiceName" = "ops.apigateway.amazonaws.com" } }
      },
      # The alarms of this API.
      {
        Sid    = "WriteAlarms"
        Effect = "Allow"
        Action = [
          "cloudwatch:DeleteAlarms",
          "cloudwatch:PutMetricAlarm",
          "cloudwatch:TagResource",
          "cloudwatch:UntagResource",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:cloudwatch:${environment.region}:${environment.account}:alarm:${name}*"]
      },
      # Who puts a function into a VPC has to see it; EC2 limits this by no resource.
      {
        Sid    = "LookAtNetworks"
        Effect = "Allow"
        Action = [
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSubnets",
          "ec2:DescribeVpcs",
        ]
        Resource = ["*"]
      },
      # Puts a web ACL before a stage, and changes none.
      {
        Sid    = "SetFirewall"
        Effect = "Allow"
        Action = [
          "apigateway:SetWebACL",
          "wafv2:AssociateWebACL",
          "wafv2:DisassociateWebACL",
        ]
        Resource = ["*"]
      },
      # Alias records alone: their type is A or AAAA.
      {
        Sid    = "WriteNames"
        Effect = "Allow"
        Action = [
          "route53:ChangeResourceRecordSets",
        ]
        Resource  = ["arn:${environment.partition}:route53:::hostedzone/*"]
        Condition = { "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "AAAA"] } }
      },
      # No certificate of a name that is not validated is ever issued.
      {
        Sid    = "AskForCertificates"
        Effect = "Allow"
        Action = [
          "acm:RequestCertificate",
        ]
        Resource = ["*"]
      },
      # AWS names certificates, so that those of a pipeline have no names of their own.
      {
        Sid    = "KeepCertificates"
        Effect = "Allow"
        Action = [
          "acm:AddTagsToCertificate",
          "acm:DeleteCertificate",
          "acm:RemoveTagsFromCertificate",
        ]
        Resource = ["arn:${environment.partition}:acm:${environment.region}:${environment.account}:certificate/*"]
      },
      # Records that validate certificates: their names begin with an underscore.
      {
        Sid    = "WriteValidations"
        Effect = "Allow"
        Action = [
          "route53:ChangeResourceRecordSets",
        ]
        Resource  = ["arn:${environment.partition}:route53:::hostedzone/*"]
        Condition = { "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["CNAME"] }, "ForAllValues:StringLike" = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = ["_*"] } }
      },
      # The same schedules.
      {
        Sid    = "WriteSchedules"
        Effect = "Allow"
        Action = [
          "scheduler:CreateSchedule",
          "scheduler:DeleteSchedule",
          "scheduler:UpdateSchedule",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:scheduler:${environment.region}:${environment.account}:schedule/default/${name}-*"]
      },
      # The role with which schedules call the function.
      {
        Sid    = "PassRoleToSchedules"
        Effect = "Allow"
        Action = [
          "iam:PassRole",
        ]
        Resource  = [for name in flatten([for name in environment.names : [name, "${name}_events"]]) : "arn:${environment.partition}:iam::${environment.account}:role/${substr(name, 0, 37)}-*"]
        Condition = { StringEquals = { "iam:PassedToService" = "scheduler.amazonaws.com" } }
      },
    ]
  }

  # The boundary: functions do no more than this. Their own roles say what each of them does.
  functions = {
    for key, environment in local.environments : key => [
      # Functions write to their own log groups.
      {
        Sid    = "WriteLogs"
        Effect = "Allow"
        Action = [
          "logs:CreateLogStream",
          "logs:PutLogEvents",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:logs:${environment.region}:${environment.account}:log-group:/aws/lambda/${name}*"]
      },
      # X-Ray knows no resource that this could be limited to.
      {
        Sid    = "Trace"
        Effect = "Allow"
        Action = [
          "xray:GetSamplingRules",
          "xray:GetSamplingStatisticSummaries",
          "xray:GetSamplingTargets",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments",
        ]
        Resource = ["*"]
      },
      # Lambda connects functions to a VPC with their role; EC2 limits this by no resource.
      {
        Sid    = "ReachNetworks"
        Effect = "Allow"
        Action = [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:UnassignPrivateIpAddresses",
        ]
        Resource = ["*"]
      },
      # Schedules call a function of this API.
      {
        Sid    = "CallFunctions"
        Effect = "Allow"
        Action = [
          "lambda:InvokeFunction",
        ]
        Resource = [for name in environment.names : "arn:${environment.partition}:lambda:${environment.region}:${environment.account}:function:${name}*"]
      },
      # Secrets of terragate secret, and those that the variables of the environment name.
      {
        Sid    = "ReadSecrets"
        Effect = "Allow"
        Action = [
          "secretsmanager:GetSecretValue",
          "ssm:GetParameter",
          "ssm:GetParameters",
        ]
        Resource = concat(local.secrets[key], environment.secrets)
      },
      # Keys are used by the two services that have secrets, and in no other way.
      {
        Sid    = "DecryptSecrets"
        Effect = "Allow"
        Action = [
          "kms:Decrypt",
        ]
        Resource  = ["*"]
        Condition = { StringEquals = { "kms:ViaService" = ["secretsmanager.${environment.region}.amazonaws.com", "ssm.${environment.region}.amazonaws.com"] } }
      },
    ]
  }
}
