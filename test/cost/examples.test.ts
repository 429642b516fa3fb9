import {
  API_PRICES,
  CACHE_HOURS,
  costOf,
  gbSeconds,
  gigabytes,
  LAMBDA_TIME,
  meteredRequests,
  PRICES,
} from '../../src/cost';

const MILLION = 1e6;
const { rest, http } = API_PRICES;
const cents = (usd: number) => usd.toFixed(2);
const requestsOf = (api: typeof rest, requests: number) => costOf(requests, api.requests ?? { tiers: [] });

// Worked examples of AWS's own pages, with the figures that these print
describe("AWS's own example", () => {
  // https://aws.amazon.com/api-gateway/pricing/: 5 million calls with answers of 3 KB
  test('of a REST API that is called 5 million times costs $17.50, and $1.29 for its answers', () => {
    const answers = gigabytes(5 * MILLION, 3);
    expect(cents(requestsOf(rest, 5 * MILLION))).toBe('17.50');
    expect(answers.toFixed(1)).toBe('14.3');
    expect(cents(costOf(answers, PRICES.answers))).toBe('1.29');
  });

  // https://aws.amazon.com/api-gateway/pricing/: 15 billion calls, 333 and 667 million and 14 billion of them by tier
  test('of a REST API that is called 15 billion times pays by three tiers', () => {
    expect(cents(requestsOf(rest, 333 * MILLION))).toBe('1165.50');
    expect(cents(requestsOf(rest, 1000 * MILLION))).toBe(cents(1165.5 + 1867.6));
    expect(cents(requestsOf(rest, 15_000 * MILLION))).toBe(cents(1165.5 + 1867.6 + 33_320));
  });

  // https://aws.amazon.com/api-gateway/pricing/: "132 million * $0.90/million" beside 300 million at "$1.00/million"
  test('of an HTTP API pays less for the 132 million requests above 300 million', () => {
    expect(cents(requestsOf(http, 300 * MILLION))).toBe('300.00');
    expect(cents(requestsOf(http, 432 * MILLION))).toBe(cents(300 + 132 * 0.9));
  });

  // https://aws.amazon.com/api-gateway/pricing/: a cache of 1.6 GB at $0.038 an hour
  test('of a cache of 1.6 GB costs $0.912 a day', () => {
    expect(costOf(24, CACHE_HOURS['1.6'] ?? { tiers: [] }).toFixed(3)).toBe('0.912');
  });

  // https://aws.amazon.com/lambda/pricing/, example 1: 3 million requests of 120 ms with 1536 MB, x86
  test('of the backend of a mobile app costs $2.33 for the time and $0.40 for the requests', () => {
    const time = gbSeconds(3 * MILLION, 120, 1536);
    expect(time).toBe(540_000);
    expect(cents(costOf(time, LAMBDA_TIME.x86_64, LAMBDA_TIME.x86_64.free))).toBe('2.33');
    expect(cents(costOf(3 * MILLION, PRICES.lambdaRequests, PRICES.lambdaRequests.free))).toBe('0.40');
  });

  // https://aws.amazon.com/lambda/pricing/ in its edition of 2020: 3 million calls of a second with 512 MB, at $0.00001667
  test('of 3 million calls of a second costs $18.34 at the price of its time', () => {
    const time = gbSeconds(3 * MILLION, 1000, 512);
    const price = { tiers: [{ upTo: Number.POSITIVE_INFINITY, usd: 0.00001667 }] };
    expect(time).toBe(1_500_000);
    expect(cents(costOf(time, price, LAMBDA_TIME.x86_64.free))).toBe('18.34');
  });

  // https://aws.amazon.com/cloudwatch/pricing/: 1 GB of logs a day, which are 6 GB once they are compressed
  test('of 30 GB of logs costs $12.50 to write and $0.03 to keep', () => {
    expect(cents(costOf(30, PRICES.logsWritten, PRICES.logsWritten.free))).toBe('12.50');
    expect(cents(costOf(6, PRICES.logsKept, PRICES.logsKept.free))).toBe('0.03');
  });

  // https://aws.amazon.com/cloudwatch/pricing/: 72 TB of flow logs, in the tiers that logs of Lambda have as well
  test('of 72 TB of logs costs $13,414.40 to write by four tiers, and $921.60 to keep 30 TB', () => {
    expect(cents(costOf(72 * 1024, PRICES.logsWritten))).toBe('13414.40');
    expect(cents(costOf(30 * 1024, PRICES.logsKept))).toBe('921.60');
  });

  // https://aws.amazon.com/cloudwatch/pricing/: 7 metrics of 10 instances
  test('of 70 metrics costs $21', () => {
    expect(cents(costOf(70, PRICES.metrics))).toBe('21.00');
  });

  // https://aws.amazon.com/xray/pricing/: 2,000 requests an hour for 31 days, a tenth of them traced
  test('of 148,800 traces costs $0.24 after those that are free', () => {
    const traces = 2000 * 24 * 31 * 0.1;
    expect(traces).toBe(148_800);
    expect(cents(costOf(traces, PRICES.traces, PRICES.traces.free))).toBe('0.24');
  });

  // https://aws.amazon.com/vpc/pricing/: an hour of a NAT gateway in Ohio, with 1 GB through it
  test('of an hour and a GB of a NAT gateway costs $0.045 each', () => {
    expect(costOf(1, PRICES.natHours)).toBe(0.045);
    expect(costOf(1, PRICES.natTraffic)).toBe(0.045);
  });

  // https://aws.amazon.com/waf/pricing/: "$5.00 * 1 = $5.00", "$0.60/million * 10 million = $6.00"
  test('of a web ACL that looks at 10 million requests costs $5.00 and $6.00', () => {
    expect(cents(costOf(1, PRICES.webAcl))).toBe('5.00');
    expect(cents(costOf(10 * MILLION, PRICES.webAclRequests))).toBe('6.00');
  });
});

// https://aws.amazon.com/api-gateway/pricing/: "HTTP APIs are metered in 512 KB increments", "Streaming enabled REST APIs
// are metered in 10MB response payload increments"
describe('a request', () => {
  test.each([
    ['HTTP', 'a small answer', 2, 1],
    ['HTTP', '512 KB', 512, 1],
    ['HTTP', '513 KB', 513, 2],
    ['HTTP', 'nothing', 0, 1],
    ['REST', '513 KB', 513, 1],
    ['REST', '25 MB in a stream', 25 * 1024, 3],
  ])('of %s APIs with %s is metered by its pieces', (kind, _, kilobytes, requests) => {
    const { meteredKb } = kind === 'HTTP' ? http : rest;
    expect(meteredRequests(10, kilobytes, meteredKb)).toBe(10 * requests);
  });
});
