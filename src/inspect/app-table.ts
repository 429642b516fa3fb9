import { join, relative } from 'node:path';
import { type AppReport, FINDING_KINDS, type FindingKind, type LambdaFinding, megabytes } from '../bundle';
import { paint } from '../system';
import { fitted } from './columns';
import { count } from './labels';
import type { TableOptions } from './table';
import { visibleTexts } from './visible-texts';

/** What Lambda does in another way than an app expects, as lines of text: a section for each kind. */
export function appTable(given: AppReport, { color, width = 100 }: TableOptions): readonly string[] {
  const { project, app, files, unread, findings, package: built, import: imported } = visibleTexts(given);
  const painted = paint(color);
  const facts = [
    app,
    count(files, 'file'),
    imported ? `imported in ${imported.seconds.toFixed(1)} s of a processor` : 'not imported',
    built ? `${megabytes(built.bytes)} unpacked, of ${megabytes(built.limit)}` : 'no package yet',
  ];
  const kinds = (Object.keys(FINDING_KINDS) as FindingKind[])
    .map((kind) => ({ kind, found: findings.filter((one) => one.kind === kind) }))
    .filter(({ found }) => found.length);
  const head = [
    `${painted('bold', project)}  ${facts.join(', ')}`,
    ...unread.map((what) => `  ${painted('yellow', 'not looked at')} ${what}`),
  ];
  if (!kinds.length)
    return [...head, '', '  nothing was found that Lambda does in another way than a server'];
  return [
    ...head,
    ...kinds.flatMap(({ kind, found }) => {
      const { title, does } = FINDING_KINDS[kind];
      const rows = found.map((one) => [placeOf(one), one.code]);
      return [
        '',
        `  ${painted('yellow', title)} ${does}`,
        ...fitted(rows, { width: width - 4, elide: ['middle', 'end'] }).map((line) => `    ${line.trim()}`),
        painted('dim', `    ${found[0]?.page}`),
      ];
    }),
    '',
    painted('dim', `  pages: ${relative(process.cwd(), join(__dirname, '..', '..', 'docs')) || 'docs'}`),
  ];
}

function placeOf({ file, line }: LambdaFinding): string {
  return file === undefined ? '' : `${file}:${line}`;
}
