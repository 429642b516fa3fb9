import { AccountMonth, type BilledApi, HOURS, monthOf, sampledTraces, type Traffic } from '../../src/cost';

const API: BilledApi = {
  kind: 'rest',
  architecture: 'arm64',
  functions: [{ memory: 512, share: 1 }],
  logDays: 30,
  traced: false,
  dashboard: false,
  webAcl: false,
};
const TRAFFIC: Traffic = {
  requests: 1e6,
  milliseconds: 50,
  answerKb: 0,
  logKb: 0,
  metrics: 0,
  natGateways: 0,
  natGb: 0,
  wafRules: 0,
  freeTier: false,
};
const month = (api: Partial<BilledApi> = {}, traffic: Partial<Traffic> = {}) =>
  Object.fromEntries(
    monthOf({ ...API, ...api }, { ...TRAFFIC, ...traffic }).map(({ item, usd }) => [
      item,
      Number(usd.toFixed(4)),
    ]),
  );

describe('the month of an API', () => {
  test('is its requests, and the requests and the time of Lambda', () => {
    expect(month()).toEqual({ 'API requests': 3.5, 'Lambda requests': 0.2, 'Lambda time': 0.3333 });
    expect(month({ kind: 'http' })).toMatchObject({ 'API requests': 1 });
  });

  test('costs a quarter more of time on x86_64, which is by the millisecond begun', () => {
    expect(month({ architecture: 'x86_64' })['Lambda time']).toBe(0.4167);
    expect(month({}, { milliseconds: 49.1 })).toEqual(month({}, { milliseconds: 50 }));
  });

  test('has the time of each function by its memory and its part of the requests', () => {
    const functions = [
      { memory: 512, share: 0.5 },
      { memory: 2048, share: 0.25 },
    ];
    expect(month({ functions })).toMatchObject({ 'Lambda requests': 0.15, 'Lambda time': 0.5 });
    expect(month({ functions: [] })).toEqual({ 'API requests': 3.5 });
  });

  test('has what costs by the hour or month without a request too', () => {
    const standing = { cacheSize: '0.5', dashboard: true, webAcl: true };
    expect(month(standing, { requests: 0, natGateways: 2, natGb: 100, wafRules: 3 })).toEqual({
      'cache of 0.5 GB': 0.02 * HOURS,
      dashboard: 3,
      'web ACL': 5,
      'web ACL, rules': 3,
      'NAT gateways': 2 * 0.045 * HOURS,
      'NAT gateways, addresses': 2 * 0.005 * HOURS,
      'NAT gateways, traffic': 4.5,
    });
    expect(month({}, { requests: 0 })).toEqual({});
  });

  test('keeps as many logs as are written in the days that they are kept', () => {
    const logs = (logDays: number) => month({ logDays }, { logKb: 1000 })['logs written'];
    expect(logs(30)).toBe(logs(365));
    const year = month({ logDays: 365 }, { logKb: 1000 })['logs kept 365 days'] ?? 0;
    const week = month({ logDays: 7 }, { logKb: 1000 })['logs kept 7 days'] ?? 0;
    expect(year / week).toBeCloseTo(365 / 7, 1);
  });

  test('has a trace of each request, until there are more than one a second', () => {
    const seconds = HOURS * 3600;
    expect(sampledTraces(1000)).toBe(1000);
    expect(sampledTraces(seconds)).toBe(seconds);
    expect(sampledTraces(seconds + 1000)).toBe(seconds + 50);
    expect(month({ traced: true })).toMatchObject({ traces: 5 });
  });

  test('is less by what is free in each account, where that is asked for', () => {
    const free = month(
      { traced: true, dashboard: true },
      { freeTier: true, metrics: 20, logKb: 1, answerKb: 1 },
    );
    expect(free).toEqual({
      'API requests': 3.5,
      'Lambda requests': 0,
      'Lambda time': 0,
      answers: 0,
      'logs written': 0,
      'logs kept 30 days': 0,
      traces: 4.5,
      'metrics of the app': 3,
      dashboard: 0,
    });
  });

  test('shares free units and tiers with the other APIs of the account', () => {
    const account = new AccountMonth(true);
    const [first, second, third] = (['arm64', 'x86_64', 'arm64'] as const).map((architecture) => {
      const api = { ...API, architecture, functions: [{ memory: 1024, share: 1 }] };
      const lines = monthOf(api, { ...TRAFFIC, requests: 200e6, milliseconds: 1, freeTier: true }, account);
      return (name: string) => lines.find(({ item }) => item === name)?.usd;
    });
    expect([first, second, third].map((usd) => usd?.('Lambda requests'))).toEqual([
      expect.closeTo(199 * 0.2),
      expect.closeTo(200 * 0.2),
      expect.closeTo(200 * 0.2),
    ]);
    // 200,000 GB-seconds each: the processors have one free quantity of 400,000
    expect(first?.('Lambda time')).toBe(0);
    expect(second?.('Lambda time')).toBe(0);
    expect(third?.('Lambda time')).toBeCloseTo(200_000 * 0.0000133334);
    expect(first?.('API requests')).toBeCloseTo(200 * 3.5);
    expect(second?.('API requests')).toBeCloseTo(133 * 3.5 + 67 * 2.8);
    expect(third?.('API requests')).toBeCloseTo(200 * 2.8);
  });
});
