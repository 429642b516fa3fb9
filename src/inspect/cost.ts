import { AccountMonth, type BilledApi, type CostLine, monthOf, PRICED_REGION, type Traffic } from '../cost';
import type { Project } from '../project';
import { billedApi } from './billed';
import { inspected } from './inspect';
import type { ApiReport } from './report';

/** What the APIs of a project cost in a month. */
export interface CostReport {
  readonly project: string;
  /** Region that the prices are for. */
  readonly region: string;
  readonly traffic: Traffic;
  readonly apis: readonly ApiCost[];
  /** US dollars of all APIs. */
  readonly total: number;
  /** What is not counted. */
  readonly notCounted: readonly string[];
}

/** What an API costs in a month. */
export interface ApiCost extends Pick<ApiReport, 'name' | 'kind'> {
  readonly architecture: string;
  readonly lines: readonly CostLine[];
  /** US dollars of all lines. */
  readonly total: number;
  readonly notes: readonly string[];
}

/** What no line has, although it may be on the bill. */
const NOT_COUNTED = [
  'what the app uses: databases, buckets, secrets, calls of other services',
  'schedules, queues and buckets of events',
  'the website, user pools, hosted zones and keys (KMS)',
  'packages in S3, alarms, access logs, metrics by method',
  'provisioned concurrency and SnapStart, which cost more than the time of calls',
  'taxes, discounts and support',
];

/**
 * Counts what the APIs of a project cost in a month with some traffic, which each of them gets.
 *
 * @throws UserError as `inspect`
 */
export async function costReport(project: Project, traffic: Traffic): Promise<CostReport> {
  const { apis } = await inspected(project);
  const account = new AccountMonth(traffic.freeTier);
  const costs = apis.map(({ report, inputs }) => {
    const { billed, notes } = billedApi(report, inputs);
    const lines = monthOf(billed, traffic, account);
    return {
      name: report.name,
      kind: report.kind,
      architecture: billed.architecture,
      lines: lines.map((line) => ({ ...line, usd: rounded(line.usd) })),
      total: sum(lines.map(({ usd }) => usd)),
      notes: [...notes, ...idleOptions(billed, traffic)],
    };
  });
  return {
    project: project.name,
    region: PRICED_REGION,
    traffic,
    apis: costs,
    total: sum(costs.map(({ total }) => total)),
    notCounted: NOT_COUNTED,
  };
}

/** Sentences on options that say something of what the API does not have. */
function idleOptions({ webAcl }: BilledApi, { natGateways, natGb, wafRules }: Traffic): readonly string[] {
  return [
    ...(wafRules && !webAcl ? ['--waf-rules is not counted: the API has no web ACL (web_acl_arn)'] : []),
    ...(natGb && !natGateways
      ? ['--nat-gb is counted without a gateway: --nat-gateways 1 adds its hours']
      : []),
  ];
}

function sum(amounts: readonly number[]): number {
  return rounded(amounts.reduce((all, one) => all + one, 0));
}

/** US dollars without what floating point adds. */
function rounded(usd: number): number {
  return Number(usd.toFixed(6));
}
