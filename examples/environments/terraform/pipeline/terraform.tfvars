# What the root has beside the API: terragate pipeline knows none of it. Each account has the roles of its own environments alone, and
# names of all resources begin with the environment and "board".

plan_permissions = [
  { # AWS limits these by no resource, or by ids that it chooses
    actions   = ["cloudfront:Get*", "cloudfront:ListTagsForResource", "ec2:Describe*", "rds:Describe*", "rds:ListTagsForResource"]
    resources = ["*"]
  },
  {
    actions   = ["s3:Get*", "s3:List*"]
    resources = ["arn:aws:s3:::*-board-*"]
  },
  {
    actions   = ["sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource"]
    resources = ["arn:aws:sns:*:*:*-board-alarms*"]
  },
  {
    actions   = ["wafv2:ListTagsForResource"]
    resources = ["arn:aws:wafv2:*:*:regional/webacl/*-board/*"]
  },
]

apply_permissions = [
  { # the migrations
    actions   = ["lambda:InvokeFunction"]
    resources = ["arn:aws:lambda:*:*:function:*-board_events*"]
  },
  { # the network
    actions = [
      "ec2:AssociateRouteTable", "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateFlowLogs",
      "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVpc", "ec2:CreateVpcEndpoint",
      "ec2:DeleteFlowLogs", "ec2:DeleteRouteTable", "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteTags", "ec2:DeleteVpc",
      "ec2:DeleteVpcEndpoints", "ec2:DisassociateRouteTable", "ec2:ModifySecurityGroupRules", "ec2:ModifyVpcAttribute",
      "ec2:ModifyVpcEndpoint", "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress",
    ]
    resources = ["*"]
  },
  { # the database
    actions = [
      "rds:AddTagsToResource", "rds:CreateDBCluster", "rds:CreateDBClusterSnapshot", "rds:CreateDBInstance", "rds:CreateDBProxy",
      "rds:CreateDBSubnetGroup", "rds:DeleteDBCluster", "rds:DeleteDBInstance", "rds:DeleteDBProxy", "rds:DeleteDBSubnetGroup",
      "rds:DeregisterDBProxyTargets", "rds:ModifyDBCluster", "rds:ModifyDBInstance", "rds:ModifyDBProxy", "rds:ModifyDBProxyTargetGroup",
      "rds:ModifyDBSubnetGroup", "rds:RegisterDBProxyTargets", "rds:RemoveTagsFromResource",
    ]
    resources = [
      "arn:aws:rds:*:*:cluster:*-board", "arn:aws:rds:*:*:cluster-snapshot:*-board-last", "arn:aws:rds:*:*:db:*-board-*",
      "arn:aws:rds:*:*:db-proxy:*", "arn:aws:rds:*:*:subgrp:*-board", "arn:aws:rds:*:*:target-group:*",
    ]
  },
  { # RDS makes the password of the database in the name of who makes the cluster
    actions   = ["secretsmanager:CreateSecret", "secretsmanager:TagResource"]
    resources = ["arn:aws:secretsmanager:*:*:secret:rds!cluster-*"]
  },
  {
    actions   = ["kms:DescribeKey"]
    resources = ["*"]
  },
  {
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:aws:iam::*:role/aws-service-role/rds.amazonaws.com/*"]
  },
  { # the role of the proxy: bounded, as those of functions are
    actions   = ["iam:PassRole"]
    resources = ["arn:aws:iam::*:role/*-board-proxy-*"]
  },
  { # the website
    actions = [
      "cloudfront:CreateDistribution", "cloudfront:CreateOriginAccessControl", "cloudfront:DeleteDistribution",
      "cloudfront:DeleteOriginAccessControl", "cloudfront:TagResource", "cloudfront:UntagResource", "cloudfront:UpdateDistribution",
      "cloudfront:UpdateOriginAccessControl",
    ]
    resources = ["*"]
  },
  {
    actions = [
      "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:DeleteObject", "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock", "s3:PutBucketTagging", "s3:PutObject",
    ]
    resources = ["arn:aws:s3:::*-board-*"]
  },
  { # the firewall and the alarms
    actions = ["wafv2:CreateWebACL", "wafv2:DeleteWebACL", "wafv2:TagResource", "wafv2:UntagResource", "wafv2:UpdateWebACL"]
    resources = [
      "arn:aws:wafv2:*:*:regional/managedruleset/*/*", "arn:aws:wafv2:*:*:regional/webacl/*-board/*",
    ]
  },
  {
    actions = [
      "sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:Unsubscribe",
      "sns:UntagResource",
    ]
    resources = ["arn:aws:sns:*:*:*-board-alarms*"]
  },
]

# The boundary: what functions, and the proxy before the database, may have at most.
function_permissions = [
  { actions = ["rds-db:connect"], resources = ["arn:aws:rds-db:*:*:dbuser:*/board"] },
  { actions = ["secretsmanager:GetSecretValue"], resources = ["arn:aws:secretsmanager:*:*:secret:rds!cluster-*"] },
]
