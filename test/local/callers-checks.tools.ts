import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ensureLocalAws } from '../../src/local/install';
import { describeWithTools } from '../support/tools';

type Case = readonly [what: string, expected: unknown, ...asked: unknown[]];

const allow = (more: object) => ({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*', ...more });
const when = (operator: string, key: string, value: unknown) =>
  allow({ Condition: { [operator]: { [key]: value } } });
const deniedWhen = (operator: string, key: string, value: unknown) => [
  allow({}),
  { ...when(operator, key, value), Effect: 'Deny' },
];
const decide = (statements: unknown, values: object = {}) => ['decide', statements, values] as const;
const VALUES = {
  'aws:SourceIp': ['192.0.2.7'],
  'aws:PrincipalArn': ['arn:aws:iam::000000000000:role/callers/one'],
  'aws:username': ['alice'],
  'aws:EpochTime': ['1790000000'],
  'aws:CurrentTime': ['2026-09-21T12:00:00+00:00'],
  'aws:SecureTransport': ['true'],
  tags: ['a', 'b'],
};
const ARN = 'arn:aws:execute-api:us-east-1:000000000000:api/prod/';

const POLICIES: readonly Case[] = [
  ['nothing', 'implicit deny', ...decide([])],
  ['a single statement, not in a list', 'allow', ...decide(allow({}))],
  ['an action in other letters, with *', 'allow', ...decide([allow({ Action: 'Execute-API:inv*' })])],
  [
    'another action',
    'implicit deny',
    ...decide([allow({ Action: ['s3:*', 'execute-api:ManageConnections'] })]),
  ],
  [
    'all actions but one',
    'implicit deny',
    ...decide([{ Effect: 'Allow', NotAction: 'execute-api:Invoke', Resource: '*' }]),
  ],
  ['all actions but another', 'allow', ...decide([{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }])],
  ['the route', 'allow', ...decide([allow({ Resource: `${ARN}GET/items/*` })])],
  ['a letter that may be any', 'allow', ...decide([allow({ Resource: `${ARN}GET/items/?` })])],
  ['a dot, which is a dot', 'implicit deny', ...decide([allow({ Resource: `${ARN}GET/items..` })])],
  ['another method', 'implicit deny', ...decide([allow({ Resource: `${ARN}POST/items/*` })])],
  [
    'all resources but it',
    'implicit deny',
    ...decide([{ Effect: 'Allow', Action: '*', NotResource: `${ARN}GET/*` }]),
  ],
  ['a deny after an allow', 'explicit deny', ...decide([allow({}), { ...allow({}), Effect: 'Deny' }])],
  ['a deny before an allow', 'explicit deny', ...decide([{ ...allow({}), Effect: 'Deny' }, allow({})])],
  [
    'a deny of something else',
    'allow',
    ...decide([allow({}), { Effect: 'Deny', Action: 's3:*', Resource: '*' }]),
  ],
  [
    'the name of the user in a resource',
    'allow',
    'decide',
    [allow({ Resource: `${ARN}GET/\${aws:username}/*` })],
    VALUES,
    `${ARN}GET/alice/3`,
  ],
  [
    'the name of another user',
    'implicit deny',
    'decide',
    [allow({ Resource: `${ARN}GET/\${aws:username}/*` })],
    VALUES,
    `${ARN}GET/bob/3`,
  ],
  [
    'a name that is a pattern',
    'implicit deny',
    'decide',
    [allow({ Resource: `${ARN}GET/\${aws:username}/3` })],
    { 'aws:username': ['*'] },
    `${ARN}GET/bob/3`,
  ],
  ['a variable without a value', 'implicit deny', ...decide([allow({ Resource: '*${aws:nothing}*' })])],
];
const holds: readonly (readonly [string, string, unknown])[] = [
  ['StringEquals', 'aws:username', ['bob', 'alice']],
  ['StringEquals', 'AWS:UserName', 'alice'],
  ['StringNotEquals', 'aws:username', 'bob'],
  ['StringEqualsIgnoreCase', 'aws:username', 'ALICE'],
  ['StringLike', 'aws:username', 'al*'],
  ['StringNotLike', 'aws:username', 'bo*'],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/callers/*'],
  ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:user/*'],
  ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.0.2.0/24']],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8'],
  ['Bool', 'aws:SecureTransport', true],
  ['NumericGreaterThan', 'aws:EpochTime', 1_700_000_000],
  ['DateGreaterThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z'],
  ['DateLessThan', 'aws:EpochTime', '2030-01-01T00:00:00Z'],
  ['Null', 'aws:SourceVpc', 'true'],
  ['StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1'],
  ['StringNotEquals', 'aws:SourceVpc', 'vpc-1'],
  ['ForAnyValue:StringEquals', 'tags', ['b', 'c']],
  ['ForAllValues:StringEquals', 'tags', ['a', 'b', 'c']],
  ['ForAllValues:StringEquals', 'nothing', ['a']],
];
const holdsNot: readonly (readonly [string, string, unknown])[] = [
  ['StringEquals', 'aws:username', 'Alice'],
  ['StringNotEquals', 'aws:username', ['bob', 'alice']],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam:*:role/callers/*'],
  ['IpAddress', 'aws:SourceIp', '10.0.0.0/8'],
  ['Bool', 'aws:SecureTransport', 'false'],
  ['NumericLessThan', 'aws:EpochTime', '3'],
  ['Null', 'aws:username', 'true'],
  ['StringEquals', 'aws:SourceVpc', 'vpc-1'],
  ['ForAnyValue:StringEquals', 'tags', ['c']],
  ['ForAnyValue:StringNotEquals', 'nothing', ['c']],
  ['ForAllValues:StringEquals', 'tags', ['a']],
];
const unread: readonly (readonly [string, string, unknown])[] = [
  ['StringEqualsSometimes', 'aws:username', 'alice'],
  ['ForSomeValues:StringEquals', 'aws:username', 'alice'],
  ['IpAddress', 'aws:username', '10.0.0.0/8'],
  ['NumericEquals', 'aws:username', '1'],
  ['DateEquals', 'aws:username', '2026-01-01'],
];
const conditions = (list: typeof holds, one: string, other: string): Case[] =>
  list.flatMap(([operator, key, value]) => {
    const what = `${operator} ${key} ${JSON.stringify(value)}`;
    return [
      [`allowed when ${what}`, one, ...decide([when(operator, key, value)], VALUES)],
      [`denied when ${what}`, other, ...decide(deniedWhen(operator, key, value), VALUES)],
    ] as const;
  });

const claims = { iss: 'me', sub: 'alice', exp: 1000 };
const TOKENS: readonly Case[] = [
  ['in time', 'alice', 'verify', claims, 999],
  ['at its end', 'the token has expired', 'verify', claims, 1000],
  ['without an end', 'the token has expired', 'verify', { iss: 'me', sub: 'alice' }, 0],
  ['before its begin', 'the token is not valid yet', 'verify', { ...claims, nbf: 990 }, 989],
  ['of the future', 'the token is not valid yet', 'verify', { ...claims, iat: 990 }, 989],
  ['of another issuer', 'claim "iss" has an invalid value', 'verify', { ...claims, iss: 'you' }, 0],
  ['of nobody', 'claim "iss" has an invalid value', 'verify', { sub: 'alice', exp: 1000 }, 0],
  [
    'with another algorithm of the right key',
    "the token's signature is invalid",
    'verify',
    claims,
    0,
    'PS256',
  ],
];

const day = (date: string, count: number, key = 'a'): unknown[] =>
  Array(count).fill([0, date, key, '/items/GET']);
const at = (...seconds: number[]) => seconds.map((second) => [second, '2026-01-01', 'a', '/items/GET']);
const SERVED = 'served';
const PLANS: readonly Case[] = [
  ['a plan without limits', [SERVED, SERVED], 'spend', {}, at(0, 0)],
  [
    'a burst',
    [SERVED, SERVED, 'THROTTLED'],
    'spend',
    { throttle: { rateLimit: 1, burstLimit: 2 } },
    at(0, 0, 0),
  ],
  [
    'a rate, which fills the bucket and no more',
    [SERVED, SERVED, 'THROTTLED', SERVED, 'THROTTLED', SERVED, SERVED, 'THROTTLED'],
    'spend',
    { throttle: { rateLimit: 2, burstLimit: 2 } },
    at(0, 0, 0, 0.5, 0.5, 60, 60, 60),
  ],
  [
    'limits of a single method, beside those of the plan',
    [SERVED, 'THROTTLED', SERVED],
    'spend',
    {
      throttle: { rateLimit: 9, burstLimit: 9 },
      apiStages: [
        { apiId: 'api', stage: 'prod', throttle: { '/items/GET': { rateLimit: 1, burstLimit: 1 } } },
      ],
    },
    [...at(0, 0), [0, '2026-01-01', 'a', '/items/POST']],
  ],
  [
    'a day',
    [SERVED, SERVED, 'QUOTA_EXCEEDED', SERVED],
    'spend',
    { quota: { limit: 2, period: 'DAY' } },
    [...day('2026-01-01T23:59:59', 3), ...day('2026-01-02T00:00:00', 1)],
  ],
  [
    'a week, from Sunday on',
    [SERVED, 'QUOTA_EXCEEDED', SERVED],
    'spend',
    { quota: { limit: 1, period: 'WEEK' } },
    [...day('2026-01-04', 1), ...day('2026-01-10', 1), ...day('2026-01-11', 1)],
  ],
  [
    'a month, of each key by itself',
    [SERVED, 'QUOTA_EXCEEDED', SERVED, SERVED],
    'spend',
    { quota: { limit: 1, period: 'MONTH' } },
    [...day('2026-01-01', 1), ...day('2026-01-31', 1), ...day('2026-01-31', 1, 'b'), ...day('2026-02-01', 1)],
  ],
  [
    'requests taken off in the first period alone',
    ['QUOTA_EXCEEDED', SERVED],
    'spend',
    { quota: { limit: 1, offset: 1, period: 'DAY' } },
    [...day('2026-01-01', 1), ...day('2026-01-02', 1)],
  ],
];

const SIGN_INS: readonly Case[] = [
  ['a code, once', ['alice', null], 'take', 'code', [0, 0]],
  ['a code within five minutes', ['alice'], 'take', 'code', [299]],
  ['a code after five minutes', [null], 'take', 'code', [300]],
  ['a session for an hour', ['alice', 'alice', null], 'take', 'session', [0, 3599, 3600]],
];

const TOGETHER: readonly Case[] = [
  ['an allow without a boundary', 'allow', 'combine', 'allow', null, null],
  ['an allow that the boundary does not name', 'silent', 'combine', 'allow', 'silent', null],
  ['a boundary alone, which gives nothing', 'silent', 'combine', 'silent', 'allow', null],
  ['an allow of the resource alone', 'allow', 'combine', 'silent', null, 'allow'],
  ['a deny of the boundary', 'deny', 'combine', 'allow', 'deny', 'allow'],
  ['a deny of the boundary, where the resource alone allows', 'deny', 'combine', 'silent', 'deny', 'allow'],
  ['a deny of the resource', 'deny', 'combine', 'allow', null, 'deny'],
  ['a deny of the own policies', 'deny', 'combine', 'deny', 'allow', 'allow'],
];

const AREAS = {
  policies: POLICIES,
  'conditions that hold': conditions(holds, 'allow', 'explicit deny'),
  'conditions that do not hold': conditions(holdsNot, 'implicit deny', 'allow'),
  'conditions that cannot be read, which open nothing': conditions(unread, 'implicit deny', 'explicit deny'),
  'policies of caller, boundary and resource': TOGETHER,
  tokens: TOKENS,
  'usage plans': PLANS,
  'sign-ins': SIGN_INS,
};

describeWithTools('the checks of callers', ['python3.13'], () => {
  let found: readonly unknown[];

  beforeAll(async () => {
    found = await ask(
      Object.values(AREAS)
        .flat()
        .map(([, , ...asked]) => asked),
    );
  }, 60_000);

  it.each(Object.entries(AREAS))('decide as AWS documents: %s', (_area, cases) => {
    const first = Object.values(AREAS)
      .flat()
      .indexOf(cases[0] as Case);
    expect(cases.map(([what], i) => [what, found[first + i]])).toEqual(
      cases.map(([what, expected]) => [what, expected]),
    );
  });
});

async function ask(asked: readonly unknown[]): Promise<readonly unknown[]> {
  const { python } = await ensureLocalAws();
  return new Promise((resolve, reject) => {
    const script = join(__dirname, 'fixtures/callers_checks.py');
    const child = execFile(python, ['-B', script], (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout) as unknown[]),
    );
    child.stdin?.end(JSON.stringify(asked));
  });
}
