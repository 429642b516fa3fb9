import { describeWithTools } from '../support/tools';
import { Workspace } from '../support/workspace';
import { printedIn } from './local-python';

jest.setTimeout(240_000);

const MEGABYTE = 1024 * 1024;

interface Output {
  readonly kept: number;
  readonly 'kept end': string;
  readonly said: string;
  readonly files: readonly number[];
  readonly mode: string;
  readonly 'last line': string;
  readonly longest: number;
  readonly afterwards: number;
}

describeWithTools('what the local AWS keeps', ['python3.13'], () => {
  const workspace = new Workspace('bounds');
  let kept: Record<string, unknown> & { readonly lines: Output; readonly 'one line': Output };

  beforeAll(async () => {
    kept = await printedIn(workspace, 'bounds.py', workspace.path);
  });

  afterAll(() => workspace.remove());

  test('of 1,000 threads that have ended is next to nothing, and one that runs', () => {
    const { kept: count, ...rest } = kept.threads as { kept: number };
    expect(count).toBeLessThan(100);
    expect(rest).toEqual({ 'running is kept': true });
  });

  test('of 15,000 requests in CloudWatch Logs are the newest, of few streams, and no other reference to them', () => {
    expect(kept.events).toMatchObject({
      events: 10_000,
      streams: 200,
      newest: '249 59 3',
      'read while written': 400,
      'tracked by moto': 0,
    });
    expect((kept.events as { characters: number }).characters).toBeLessThanOrEqual(2 * MEGABYTE);
  });

  test('of outputs that wait for CloudWatch Logs are the newest', () => {
    expect(kept.waiting).toEqual({ last: '499', queue: true });
  });

  test('of credentials of sessions are the newest', () => {
    expect(kept.credentials).toBeLessThanOrEqual(1_001);
  });

  test('of 23 MB in lines is the newest of it, in two files and for the answer', () => {
    const { lines } = kept;
    expect([lines['last line'], lines['kept end']]).toEqual(['x'.repeat(10), `${'x'.repeat(19)}\n`]);
    expect(lines.kept).toBeLessThan(MEGABYTE / 2);
    expect(lines.said).toMatch(/^\(\d{8} characters before this are left out\)$/);
    expect(lines.files.length).toBe(2);
    for (const size of lines.files) expect(size).toBeLessThanOrEqual(10 * MEGABYTE);
    expect(lines.mode).toBe('0o600');
    expect(lines.afterwards).toBe(0);
  });

  test('of 24 MB without the end of a line is the newest of it, cut between characters', () => {
    const line = kept['one line'];
    expect(line['last line']).toBe('é'.repeat(10));
    expect(line.kept).toBeLessThan(MEGABYTE);
    expect(line.longest).toBeLessThanOrEqual(MEGABYTE / 4);
    for (const size of line.files) expect(size).toBeLessThanOrEqual(10 * MEGABYTE);
  });

  test('of its own output is in two files', () => {
    expect(kept.server).toEqual({ old: 'before\n', new: 'after True False\nalso\nFalse\n' });
  });

  test('of requests above its limit is their order', () => {
    expect(kept.turns).toEqual({
      waited: [1, 2, 3, 4, 5],
      order: [0, 1, 2, 3, 4, 5],
      refused: true,
      held: 1,
      afterwards: 0,
    });
  });
});
