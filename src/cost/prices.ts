import type { FrontKind } from '../api-kind';

/** A part of a quantity in which each unit has one price. */
export interface Tier {
  /** Units up to which the price holds, counted from the first; the last tier has no end. */
  readonly upTo: number;
  /** US dollars a unit. */
  readonly usd: number;
}

/** What a unit of something costs in `us-east-1`, by its volume in a month. */
export interface Price {
  readonly unit: string;
  readonly tiers: readonly Tier[];
  /** Units a month that are free in each account, without an end to it. @default 0 */
  readonly free?: number;
  /** Page of AWS that has the price. */
  readonly page: string;
  /** Day of the copy of the page that the price was read in. @default - the copy has no day */
  readonly read?: string;
}

/** The price of an API's requests. */
export interface ApiPrice {
  /** The service, as the bill names it. @default - the kind has no price of its own */
  readonly requests?: Price;
  /** KB of an answer that one request pays for; a longer answer counts once for each of them begun. */
  readonly meteredKb: number;
}

/** Region that the prices are for. */
export const PRICED_REGION = 'us-east-1';

const MILLION = 1e6;
const BILLION = 1e9;
/** GB of a TB: AWS counts in powers of 1024. */
const TB = 1024;
const NO_END = Number.POSITIVE_INFINITY;

const PAGES = {
  gateway: 'https://aws.amazon.com/api-gateway/pricing/',
  lambda: 'https://aws.amazon.com/lambda/pricing/',
  logs: 'https://aws.amazon.com/cloudwatch/pricing/',
  network: 'https://aws.amazon.com/vpc/pricing/',
  transfer: 'https://aws.amazon.com/ec2/pricing/on-demand/',
  traces: 'https://aws.amazon.com/xray/pricing/',
  distribution: 'https://aws.amazon.com/cloudfront/pricing/',
  waf: 'https://aws.amazon.com/waf/pricing/',
} as const;

/** The price of a request by the kind of API. */
export const API_PRICES: Readonly<Record<FrontKind, ApiPrice>> = {
  rest: {
    requests: {
      unit: 'request',
      tiers: [
        { upTo: 333 * MILLION, usd: 3.5 / MILLION },
        { upTo: BILLION, usd: 2.8 / MILLION },
        { upTo: 20 * BILLION, usd: 2.38 / MILLION },
        { upTo: NO_END, usd: 1.51 / MILLION },
      ],
      page: PAGES.gateway,
      read: '2026-08-10',
    },
    // Whole answers have 10 MB at the most; streamed ones may have more
    meteredKb: 10 * 1024,
  },
  http: {
    requests: {
      unit: 'request',
      tiers: [
        { upTo: 300 * MILLION, usd: 1 / MILLION },
        { upTo: NO_END, usd: 0.9 / MILLION },
      ],
      page: PAGES.gateway,
      read: '2026-09-20',
    },
    meteredKb: 512,
  },
  'function-url': { meteredKb: NO_END },
};

/** The processors of Lambda functions. */
export const ARCHITECTURES = ['arm64', 'x86_64'] as const;

/** A processor of Lambda functions. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** The price of a GB-second by the processor. */
export const LAMBDA_TIME: Readonly<Record<Architecture, Price>> = {
  arm64: {
    unit: 'GB-second',
    tiers: [
      { upTo: 7.5 * BILLION, usd: 0.0000133334 },
      { upTo: 18.75 * BILLION, usd: 0.0000120001 },
      { upTo: NO_END, usd: 0.0000106667 },
    ],
    free: 400_000,
    page: PAGES.lambda,
  },
  x86_64: {
    unit: 'GB-second',
    tiers: [
      { upTo: 6 * BILLION, usd: 0.0000166667 },
      { upTo: 15 * BILLION, usd: 0.000015 },
      { upTo: NO_END, usd: 0.0000133334 },
    ],
    free: 400_000,
    page: PAGES.lambda,
  },
};

/** GB of the caches of REST stages, with the price of an hour. */
export const CACHE_HOURS: Readonly<Record<string, Price>> = Object.fromEntries(
  Object.entries({
    '0.5': 0.02,
    '1.6': 0.038,
    '6.1': 0.2,
    '13.5': 0.25,
    '28.4': 0.5,
    '58.2': 1,
    '118': 1.9,
    '237': 3.8,
  }).map(([size, usd]) => [size, flat('hour', usd, PAGES.gateway)]),
);

/** Everything else that an API is billed for. */
export const PRICES = {
  lambdaRequests: { ...flat('request', 0.2 / MILLION, PAGES.lambda, '2026-09-20'), free: MILLION },
  /** Logs of Lambda have tiers since May 2025. */
  logsWritten: {
    unit: 'GB',
    tiers: [
      { upTo: 10 * TB, usd: 0.5 },
      { upTo: 30 * TB, usd: 0.25 },
      { upTo: 50 * TB, usd: 0.1 },
      { upTo: NO_END, usd: 0.05 },
    ],
    free: 5,
    page: PAGES.logs,
  },
  logsKept: { ...flat('GB', 0.03, PAGES.logs), free: 5 },
  metrics: { ...flat('metric', 0.3, PAGES.logs), free: 10 },
  dashboards: { ...flat('dashboard', 3, PAGES.logs), free: 3 },
  traces: { ...flat('trace', 5 / MILLION, PAGES.traces), free: 100_000 },
  answers: {
    unit: 'GB',
    tiers: [
      { upTo: 10 * TB, usd: 0.09 },
      { upTo: 50 * TB, usd: 0.085 },
      { upTo: 150 * TB, usd: 0.07 },
      { upTo: NO_END, usd: 0.05 },
    ],
    free: 100,
    page: PAGES.transfer,
  },
  /** What comes from a function to CloudFront is free; these are the prices for callers in North America and Europe. */
  distributionAnswers: {
    unit: 'GB',
    tiers: [
      { upTo: 10 * TB, usd: 0.085 },
      { upTo: 50 * TB, usd: 0.08 },
      { upTo: 150 * TB, usd: 0.06 },
      { upTo: 500 * TB, usd: 0.04 },
      { upTo: 1024 * TB, usd: 0.03 },
      { upTo: 5 * 1024 * TB, usd: 0.025 },
      { upTo: NO_END, usd: 0.02 },
    ],
    free: TB,
    page: PAGES.distribution,
  },
  /** HTTPS requests of callers in North America. */
  distributionRequests: { ...flat('request', 1 / MILLION, PAGES.distribution), free: 10 * MILLION },
  natHours: flat('hour', 0.045, PAGES.network, '2026-09-20'),
  /** A public IPv4 address, which each NAT gateway that reaches the Internet has. */
  natAddresses: flat('hour', 0.005, PAGES.network, '2026-09-20'),
  natTraffic: flat('GB', 0.045, PAGES.network, '2026-09-20'),
  webAcl: flat('web ACL', 5, PAGES.waf, '2026-09-29'),
  webAclRules: flat('rule', 1, PAGES.waf, '2026-09-29'),
  webAclRequests: flat('request', 0.6 / MILLION, PAGES.waf, '2026-09-29'),
} satisfies Readonly<Record<string, Price>>;

function flat(unit: string, usd: number, page: string, read?: string): Price {
  return { unit, tiers: [{ upTo: NO_END, usd }], page, ...(read === undefined ? {} : { read }) };
}
