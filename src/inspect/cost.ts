import { type CostLine, monthOf, PRICED_REGION, type Traffic } from '../cost';
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
  return {
    project: project.name,
    region: PRICED_REGION,
    traffic,
    apis: apis.map(({ report, inputs }) => {
      const { billed, notes } = billedApi(report, inputs);
      const lines = monthOf(billed, traffic);
      const total = lines.reduce((sum, { usd }) => sum + usd, 0);
      return {
        name: report.name,
        kind: report.kind,
        architecture: billed.architecture,
        lines: lines.map((line) => ({ ...line, usd: rounded(line.usd) })),
        total: rounded(total),
        notes,
      };
    }),
    notCounted: NOT_COUNTED,
  };
}

/** US dollars without what floating point adds. */
function rounded(usd: number): number {
  return Number(usd.toFixed(6));
}
