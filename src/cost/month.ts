import type { FrontKind } from '../api-kind';
import { AccountMonth } from './account';
import { gbSeconds, gigabytes, HOURS, meteredRequests, sampledTraces } from './formulas';
import { API_PRICES, type Architecture, CACHE_HOURS, LAMBDA_TIME, PRICES, type Price } from './prices';

/** The requests of a month. Nobody but the team knows them. */
export interface Traffic {
  readonly requests: number;
  /** Milliseconds that a function works on a request, on average. */
  readonly milliseconds: number;
  /** KB of an answer. */
  readonly answerKb: number;
  /** KB of log that a function writes for a request. */
  readonly logKb: number;
  /** Metrics that the app writes. */
  readonly metrics: number;
  /** NAT gateways of the VPC that the functions run in. */
  readonly natGateways: number;
  /** GB that go through the NAT gateways. */
  readonly natGb: number;
  /** Rules of the web ACL. */
  readonly wafRules: number;
  /** Whether the units that are free in each account are left out. */
  readonly freeTier: boolean;
}

/** The part of an API that is billed. */
export interface BilledApi {
  readonly kind: FrontKind;
  readonly architecture: Architecture;
  /** The functions that answer, with the part of all requests that each of them gets. */
  readonly functions: readonly { readonly memory: number; readonly share: number }[];
  /** Days for which logs are kept. */
  readonly logDays: number;
  readonly traced: boolean;
  readonly dashboard: boolean;
  /** GB of the stage's cache. @default - there is none */
  readonly cacheSize?: string;
  readonly webAcl: boolean;
  /** Whether a CloudFront distribution is in front, which answers go through. @default false */
  readonly distribution?: boolean;
}

/** A line of the bill. */
export interface CostLine {
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  /** Page of AWS with the price. */
  readonly page: string;
  /** Day of the copy of the page that the price was read in. @default - the copy has no day */
  readonly read?: string;
}

const DAYS = HOURS / 24;

/**
 * What an API costs in a month, line by line: lines that come to nothing are left out.
 *
 * @param account what the APIs before this one have used of the account's free units and tiers; this one's use is added
 */
export function monthOf(
  api: BilledApi,
  traffic: Traffic,
  account = new AccountMonth(traffic.freeTier),
): readonly CostLine[] {
  const { requests, answerKb } = traffic;
  const line = (item: string, price: Price | undefined, quantity: number): CostLine[] => {
    if (!price || quantity <= 0) return [];
    const usd = account.add(quantity, price);
    const { unit, page, read } = price;
    return [{ item, quantity, unit, usd, page, ...(read === undefined ? {} : { read }) }];
  };
  const { requests: perRequest, meteredKb } = API_PRICES[api.kind];
  const calls = api.functions.reduce((sum, { share }) => sum + share * requests, 0);
  const time = api.functions.reduce(
    (sum, { share, memory }) => sum + gbSeconds(share * requests, traffic.milliseconds, memory),
    0,
  );
  const written = gigabytes(calls, traffic.logKb);
  const cache = api.cacheSize === undefined ? undefined : CACHE_HOURS[api.cacheSize];
  return [
    ...line('API requests', perRequest, meteredRequests(requests, answerKb, meteredKb)),
    ...line('Lambda requests', PRICES.lambdaRequests, calls),
    ...line('Lambda time', LAMBDA_TIME[api.architecture], time),
    ...line('CloudFront requests', PRICES.distributionRequests, api.distribution ? requests : 0),
    ...line(
      'answers',
      api.distribution ? PRICES.distributionAnswers : PRICES.answers,
      gigabytes(requests, answerKb),
    ),
    ...line('logs written', PRICES.logsWritten, written),
    ...line(`logs kept ${api.logDays} days`, PRICES.logsKept, (written * api.logDays) / DAYS),
    ...line('traces', PRICES.traces, api.traced ? sampledTraces(requests) : 0),
    ...line('metrics of the app', PRICES.metrics, traffic.metrics),
    ...line('dashboard', PRICES.dashboards, api.dashboard ? 1 : 0),
    ...line(`cache of ${api.cacheSize} GB`, cache, HOURS),
    ...line('web ACL', PRICES.webAcl, api.webAcl ? 1 : 0),
    ...line('web ACL, rules', PRICES.webAclRules, api.webAcl ? traffic.wafRules : 0),
    ...line('web ACL, requests', PRICES.webAclRequests, api.webAcl ? requests : 0),
    ...line('NAT gateways', PRICES.natHours, traffic.natGateways * HOURS),
    ...line('NAT gateways, addresses', PRICES.natAddresses, traffic.natGateways * HOURS),
    ...line('NAT gateways, traffic', PRICES.natTraffic, traffic.natGb),
  ];
}
