import { paint } from '../system';
import { fitted } from './columns';
import type { ApiCost, CostReport } from './cost';
import { kindWord } from './labels';
import type { TableOptions } from './table';
import { visibleTexts } from './visible-texts';

/** What the APIs of a project cost in a month, as lines of text: a section for each. */
export function costTable(given: CostReport, { color, width = 100 }: TableOptions): readonly string[] {
  const report = visibleTexts(given);
  const painted = paint(color);
  const { requests, milliseconds, answerKb, freeTier } = report.traffic;
  const month = `  a month in ${report.region}: ${plain(requests)} requests, ${plain(milliseconds)} ms and ${plain(answerKb)} KB each`;
  const tier = freeTier ? 'after what is free in each account' : 'without free tiers';
  return [
    ...report.apis.flatMap((api) => [
      `${painted('bold', api.name)}  ${kindWord(api)}, ${api.architecture}`,
      painted('dim', month),
      '',
      ...rows(api, width).map((line, i) => (i === 0 ? painted('dim', line) : line)),
      ...api.notes.map((note) => painted('yellow', `  ! ${note}`)),
      '',
    ]),
    ...(report.apis.length > 1 ? [`  all ${report.apis.length} APIs: ${money(report.total)} USD`, ''] : []),
    painted('dim', '  NOT COUNTED'),
    ...report.notCounted.map((what) => `  ${what}`),
    '',
    painted('dim', `  list prices ${tier}; --json has the page and the day of each`),
  ];
}

function rows({ lines, total }: ApiCost, width: number): readonly string[] {
  return fitted(
    [
      ['ITEM', 'QUANTITY', '', 'USD'],
      ...lines.map(({ item, quantity, unit, usd }) => [
        item,
        plain(quantity),
        quantity === 1 ? unit : `${unit}s`.replace(/^GBs$/, 'GB'),
        money(usd),
      ]),
      ['total', '', '', money(total)],
    ],
    { width: width - 2, elide: ['end', 'end', 'end', 'end'], right: [1, 3] },
  ).map((line) => `  ${line}`);
}

/** A number with commas, and with one decimal where it is small. */
function plain(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
}

/** US dollars with commas and cents. */
function money(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
