import type { LogEvent } from '../../src/deploy/aws-account';
import { LogGroup } from '../../src/deploy/log-group';

const event = (id: string, time: number, stream = 'one'): LogEvent => ({ id, time, stream, text: id });

describe('a log group', () => {
  /** What comes with each look, and the times that were asked for. */
  const reading = (functions: readonly string[], ...looks: (readonly LogEvent[] | undefined)[]) => {
    const asked: number[] = [];
    const group = new LogGroup(
      '/logs/shop',
      functions,
      async (since) => {
        asked.push(since);
        return looks[asked.length - 1];
      },
      1000,
    );
    return {
      group,
      asked,
      more: async () => (await group.more()).map(({ function: name, id }) => `${name} ${id}`),
    };
  };

  it('that functions share gives each line to the function that its stream names, and leaves out those of others', async () => {
    const of = (name: string) => `2026/01/31/${name}[$LATEST]0123456789abcdef`;
    const { more } = reading(
      ['shop-get', 'shop-put'],
      [event('a', 1001, of('shop-put')), event('b', 1002, of('shop-get')), event('c', 1003, of('foreign'))],
    );

    expect(await more()).toEqual(['shop-put a', 'shop-get b']);
  });

  it('of one function needs no name in its streams', async () => {
    const { more } = reading(['shop'], [event('a', 1001, '2026/01/31/[$LATEST]0123456789abcdef')]);
    expect(await more()).toEqual(['shop a']);
  });

  it('is looked at from some seconds before its newest line, and shows no line twice', async () => {
    const { asked, more } = reading(
      ['shop'],
      [event('a', 2000), event('b', 50_000)],
      [event('b', 50_000), event('late', 45_000), event('c', 50_001)],
      [],
    );

    expect([await more(), await more(), await more()]).toEqual([
      ['shop a', 'shop b'],
      ['shop late', 'shop c'],
      [],
    ]);
    expect(asked).toEqual([1000, 40_000, 40_001]);
  });

  it('may come to be later', async () => {
    const { group, more } = reading(['shop'], undefined, [event('a', 1001)]);

    expect([await more(), group.isThere]).toEqual([[], false]);
    expect([await more(), group.isThere]).toEqual([['shop a'], true]);
  });
});
