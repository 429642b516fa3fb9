import { type Hcl, hcl } from '../hcl';
import { ANY, type Service, type Statement, statements } from './statement';

const STATE = hcl`["arn:\${environment.partition}:s3:::\${environment.bucket}/\${environment.key}"]`;
const BUCKET = hcl`["arn:\${environment.partition}:s3:::\${environment.bucket}"]`;
const LOCK_TABLE = hcl`[for table in compact([environment.lock_table]) : "arn:\${environment.partition}:dynamodb:\${environment.state_region}:\${environment.account}:table/\${table}"]`;
const OWN_LOCKS = hcl`{ "ForAllValues:StringEquals" = { "dynamodb:LeadingKeys" = ["\${environment.bucket}/\${environment.key}", "\${environment.bucket}/\${environment.key}-md5"] } }`;

const READ: readonly Statement[] = [
  {
    sid: 'FindState',
    why: [hcl`Terraform lists its own state and the names of workspaces, and no other key of the bucket.`],
    actions: ['s3:ListBucket'],
    resource: BUCKET,
    condition: hcl`{ StringLike = { "s3:prefix" = [environment.key, "\${environment.key}.tflock", "env:/*"] } }`,
  },
  {
    sid: 'ReadState',
    why: [hcl`The state of this environment alone. A plan takes no lock: it changes no state.`],
    actions: ['s3:GetObject'],
    resource: STATE,
  },
];

const WRITE: readonly Statement[] = [
  {
    sid: 'WriteState',
    why: [
      hcl`The bucket is versioned: a state that is overwritten can be had back, as no version is deleted.`,
    ],
    actions: ['s3:PutObject'],
    resource: STATE,
  },
  {
    sid: 'LockState',
    why: [hcl`The lock is a file beside the state.`],
    actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    resource: hcl`["arn:\${environment.partition}:s3:::\${environment.bucket}/\${environment.key}.tflock"]`,
  },
  {
    sid: 'KeepRolesOfPipelines',
    effect: 'Deny',
    why: [
      hcl`The pipeline changes neither its own roles, whatever they are called, nor the boundary or the trust that they rest on, and`,
      hcl`takes the boundary from no role.`,
    ],
    actions: ['iam:*'],
    resource: hcl`[for kind in ["role/terragate/*", "policy/terragate/*", "oidc-provider/*"] : "arn:\${environment.partition}:iam::\${environment.account}:\${kind}"]`,
  },
  {
    sid: 'KeepBoundaries',
    effect: 'Deny',
    why: [hcl`As above.`],
    actions: ['iam:DeleteRolePermissionsBoundary'],
    resource: ANY,
  },
];

/** With a table for locks, of Terraform before 1.10. */
const READ_TABLE: Statement = {
  sid: 'ReadLocks',
  why: [hcl`The hash of the state is in the table.`],
  actions: ['dynamodb:GetItem'],
  resource: LOCK_TABLE,
  condition: OWN_LOCKS,
};
const WRITE_TABLE: Statement = {
  sid: 'WriteLocks',
  why: [hcl`The lock, and the hash of the state.`],
  actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
  resource: LOCK_TABLE,
  condition: OWN_LOCKS,
};

const FUNCTIONS: readonly Statement[] = [
  {
    sid: 'ReadSecrets',
    why: [hcl`Secrets of terragate secret, and those that the variables of the environment name.`],
    actions: ['secretsmanager:GetSecretValue', 'ssm:GetParameter', 'ssm:GetParameters'],
    resource: hcl`concat(local.secrets[key], environment.secrets)`,
  },
  {
    sid: 'DecryptSecrets',
    why: [hcl`Keys are used by the two services that have secrets, and in no other way.`],
    actions: ['kms:Decrypt'],
    resource: ANY,
    condition: hcl`{ StringEquals = { "kms:ViaService" = ["secretsmanager.\${environment.region}.amazonaws.com", "ssm.\${environment.region}.amazonaws.com"] } }`,
  },
];

/** The file of the permissions that a pipeline and its functions have. */
export function permissions(services: readonly Service[], locksByTable = false): Hcl {
  const lists: readonly (readonly [name: Hcl, why: Hcl, statements: readonly Statement[]])[] = [
    [
      hcl`read`,
      hcl`Plans do this, and applies too.`,
      [...READ, ...(locksByTable ? [READ_TABLE] : []), ...services.flatMap(({ read }) => read)],
    ],
    [
      hcl`write`,
      hcl`Applies do this.`,
      [...WRITE, ...(locksByTable ? [WRITE_TABLE] : []), ...services.flatMap(({ write }) => write)],
    ],
    [
      hcl`functions`,
      hcl`The boundary: functions do no more than this. Their own roles say what each of them does.`,
      [...services.flatMap(({ functions = [] }) => functions), ...FUNCTIONS],
    ],
  ];
  return hcl`
locals {
  # Permissions of the variables, as statements.
  more = {
    for who, list in { plan = var.plan_permissions, apply = var.apply_permissions, functions = var.function_permissions } :
    who => [for one in list : { Effect = "Allow", Action = one.actions, Resource = one.resources }]
  }

  # The boundary of each environment.
  boundaries = {
    for key, environment in local.environments :
    key => "arn:\${environment.partition}:iam::\${environment.account}:policy/terragate/\${environment.roles}-functions"
  }

  # Secrets of terragate secret, in the two places where it keeps them.
  secrets = {
    for key, environment in local.environments : key => [
      "arn:\${environment.partition}:secretsmanager:\${environment.region}:\${environment.account}:secret:\${environment.secret_path}/*",
      "arn:\${environment.partition}:ssm:\${environment.region}:\${environment.account}:parameter\${environment.secret_path}/*",
    ]
  }
${lists.map(
  ([name, why, given]) => hcl`
  # ${why}
  ${name} = {
    for key, environment in local.environments : key => [
${statements(given)}
    ]
  }
`,
)}}
`;
}
