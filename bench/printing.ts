import { attribute, type Body, block, call, print, raw } from '../src/hcl';
import { median, pairedRatio } from './statistics';

/** How fast HCL is printed, beside what Node takes to write the same data as JSON. */
export interface PrintResults {
  readonly runs: number;
  readonly blocks: number;
  /** Bytes of the text, and bytes per second. */
  readonly hcl: { readonly size: number; readonly speed: number };
  readonly json: { readonly size: number; readonly speed: number };
  /** Seconds for the HCL over seconds for the JSON. */
  readonly ratio: number;
}

/** Prints a file with many blocks, in turns with JSON.stringify of what the blocks hold. */
export function measurePrinting(blocks: number, runs: number): PrintResults {
  const data = Array.from({ length: blocks }, (_, i) => role(i));
  const body = data.map(roleBlock);
  let hcl = '';
  let json = '';
  const printHcl = () => {
    hcl = print(body);
  };
  const writeJson = () => {
    json = JSON.stringify(data, null, 2);
  };
  for (let i = 0; i < 3; i++) {
    printHcl();
    writeJson();
  }
  const pairs = Array.from({ length: runs }, () => [seconds(printHcl), seconds(writeJson)] as const);
  const hclSeconds = pairs.map(([first]) => first);
  const jsonSeconds = pairs.map(([, second]) => second);
  const size = { hcl: Buffer.byteLength(hcl), json: Buffer.byteLength(json) };
  return {
    runs,
    blocks,
    hcl: { size: size.hcl, speed: size.hcl / median(hclSeconds) },
    json: { size: size.json, speed: size.json / median(jsonSeconds) },
    ratio: pairedRatio(hclSeconds, jsonSeconds),
  };
}

function seconds(act: () => void): number {
  const start = performance.now();
  act();
  return (performance.now() - start) / 1000;
}

function role(i: number) {
  return {
    name: `role-${i}`,
    description: `Role of the function number ${i}: \${plain} text, with "quotes"`,
    count: `var.enabled ? ${i} : 0`,
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `arn:aws:logs:*:*:${i}`,
        },
        { Effect: 'Allow', Action: ['xray:PutTraceSegments'], Resource: '*', Condition: null, Priority: i },
      ],
    },
    inline: { name: `inline-${i}`, timeout: 30 + i, enabled: i % 2 === 0 },
    tags: { team: 'orders', 'cost-centre': `c${i}` },
  };
}

function roleBlock(data: ReturnType<typeof role>, i: number): Body[number] {
  return block(
    'resource',
    ['aws_iam_role', `r${i}`],
    [
      attribute('count', raw(data.count)),
      attribute('name', data.name),
      attribute('description', data.description),
      attribute('assume_role_policy', call('jsonencode', data.policy)),
      block(
        'inline_policy',
        [],
        [
          attribute('name', data.inline.name),
          attribute('timeout', data.inline.timeout),
          attribute('enabled', data.inline.enabled),
        ],
      ),
      attribute('tags', data.tags),
    ],
  );
}
