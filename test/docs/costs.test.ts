import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { API_PRICES, LAMBDA_TIME, PRICES } from '../../src/cost';
import { keepPrinted } from '../cli/printed';
import { call, projectFolder } from '../inspect/project';
import { REPOSITORY } from '../support/workspace';
import { stepsOf } from './page';
import { prints } from './reader';

const PAGE = 'docs/costs.md';
const text = readFileSync(join(REPOSITORY, PAGE), 'utf8');

describe('the page of costs', () => {
  const printed = keepPrinted();

  test('shows what the command prints', async () => {
    const [step] = stepsOf(PAGE);
    if (step?.kind !== 'run') throw new Error(`${PAGE} begins with no command`);
    const words = step.commands[0]?.split(' ').slice(2) ?? [];
    expect(await main([...words, '--cwd', projectFolder(call()).path])).toBe(0);
    expect(prints(printed.out, step.expected ?? '')).toBe(true);
  });

  test('has the first price and the page of everything that is counted', () => {
    const prices = [API_PRICES.rest.requests, API_PRICES.http.requests, ...Object.values(LAMBDA_TIME)];
    const missing = [...prices, ...Object.values(PRICES)].flatMap((price) => {
      const usd = price?.tiers[0]?.usd ?? 0;
      const shown = [usd, usd * 1e6].flatMap((one) => [one.toFixed(2), String(Number(one.toFixed(10)))]);
      return price && text.includes(price.page) && shown.some((one) => text.includes(`$${one}`))
        ? []
        : [price];
    });
    expect(missing).toEqual([]);
  });

  test('has each option of the traffic with its default', async () => {
    await main(['inspect', '--help']);
    const help = printed.out.replace(/\s+/g, ' ');
    const options = [...help.matchAll(/(--[a-z-]+) <[^>]*> --cost: [^(]*\(default: ([\d.]+)\)/g)];
    expect(options.length).toBeGreaterThan(5);
    const rows = text.split('\n').filter((line) => line.startsWith('| `--'));
    expect(
      options.filter(
        ([, flag, value]) => !rows.some((row) => row.includes(`\`${flag}\``) && row.endsWith(` ${value} |`)),
      ),
    ).toEqual([]);
  });
});
