import { type Paint, paint, type Style } from '../system';
import { fitted } from './columns';
import {
  amount,
  authorizerWord,
  callersWord,
  count,
  elided,
  kindWord,
  PUBLIC,
  reasonsOf,
  remarks,
  runsOnWord,
  withoutRouteIn,
} from './labels';
import type { ApiReport, Inspection, LimitReport, OperationReport } from './report';
import { visibleTexts } from './visible-texts';

/** The terminal that a table is shown on. */
export interface TableOptions {
  /** Whether the table has colours. */
  readonly color: boolean;
  /** Most columns of a line; nothing is cut where there are infinitely many. @default 100 */
  readonly width?: number;
}

/** A table's options as its parts use them. */
interface Painter {
  readonly in: Paint;
  readonly width: number;
}

/** The APIs as lines of text: a section for each. */
export function table(given: Inspection, { color, width = 100 }: TableOptions): readonly string[] {
  // Texts of the document and the root are in lines and columns here: all are made visible before any is laid out
  const { title, version, openapi, apis, notes } = visibleTexts(given);
  const painter: Painter = { in: paint(color), width };
  const head = `${painter.in('bold', `${title} ${version}`)}  ${painter.in('dim', openapi)}`;
  return [
    head,
    ...apis.flatMap((api) => ['', ...section(api, painter)]),
    ...(notes.length ? ['', ...notes.map((note) => painter.in('yellow', `! ${note}`))] : []),
  ];
}

function section(api: ApiReport, painter: Painter): string[] {
  const { call, authorizers, operations, functions, notes, undecided } = api;
  const facts = [
    kindWord(api),
    api.kind === 'function-url' ? '' : `stage ${api.stage ?? `? ${undecided.stage_name}`}`,
    `${pattern(api)}`,
    count(operations.length, 'operation'),
    functions.length ? count(functions.length, 'function') : '',
  ];
  const where = call ? `${call.address} in ${call.file}` : api.module;
  const repeated = call?.repeated === undefined ? '' : `, repeated by ${call.repeated}`;
  return [
    `${painter.in('bold', api.name)}  ${facts.filter(Boolean).join(', ')}`,
    painter.in('dim', `  ${where}${repeated}`),
    ...wrapped('  callers: ', authorizers.map(callers), painter.width),
    '',
    ...operationLines(api, painter),
    '',
    ...unroutedLines(operations, painter),
    ...eventLines(api, painter),
    ...urlLines(api, painter),
    ...openLines(api, painter),
    ...limitLines(api.limits, painter),
    ...undecidedLines(undecided, painter),
    ...notes.flatMap((note) => worded('  ! ', note, painter.width).map((line) => painter.in('yellow', line))),
  ];
}

/** The operations without a route, with their reasons: whole sentences, which no column has room for. */
function unroutedLines(operations: readonly OperationReport[], { in: paintIn, width }: Painter): string[] {
  const { length } = withoutRouteIn(operations);
  if (!length) return [];
  const reasons = reasonsOf(operations).flatMap((reason) => worded('    ', reason, width));
  return [paintIn('yellow', `  ${length} without a route`), ...reasons, ''];
}

/** What calls the app beside its API, below the operations. */
function eventLines({ events }: ApiReport, { in: paintIn, width }: Painter): string[] {
  if (!events) return [];
  const { path, function: own, sources } = events;
  const names = sources.map(({ type, name }) => `${type} ${name}`);
  return [
    ...wrapped('  events: ', names, width),
    paintIn('dim', elided(`    POST ${path ?? '?'}, closed to callers, by ${own.name}`, width)),
    '',
  ];
}

/** The function URLs, which lead around what the API asks of callers. */
function urlLines({ functionUrls = [] }: ApiReport, { in: paintIn, width }: Painter): string[] {
  const lines = functionUrls.flatMap(({ address, file, callers, public: open, distribution }) => {
    const who =
      open === null ? '? who may call' : open ? `${PUBLIC}: anyone may call` : `${callers} may call`;
    const front = distribution ? ', by CloudFront' : '';
    const sentence = `${address} in ${file}: ${who} every operation of the function${front}`;
    return worded('  function URL: ', sentence, width).map((line) =>
      paintIn(open === null ? 'yellow' : open ? 'red' : undefined, line),
    );
  });
  return lines.length ? [...lines, ''] : [];
}

/** A sentence after a title, on as many lines as it needs; a word that is longer than a line stays whole. */
function worded(title: string, sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(title + word);
    else if (last.length + 1 + word.length > width) lines.push(' '.repeat(title.length) + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Items after a title, with commas; lines that have no room continue below the first item. */
function wrapped(title: string, items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const [i, item] of items.entries()) {
    const text = elided(`${item}${i < items.length - 1 ? ',' : ''}`, width - title.length);
    const last = lines.at(-1);
    if (last === undefined) lines.push(title + text);
    else if (last.length + 1 + text.length > width) lines.push(' '.repeat(title.length) + text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines;
}

function pattern({ integrationPattern, undecided }: ApiReport): string {
  if (integrationPattern === null) return `pattern ? ${undecided.integration_pattern}`;
  return integrationPattern === 'shared' ? 'shared function' : 'isolated functions';
}

function callers(authorizer: ApiReport['authorizers'][number]): string {
  return `${authorizerWord(authorizer)} ${authorizer.operations}`;
}

function operationLines({ kind, operations, everythingElse, name, undecided }: ApiReport, painter: Painter) {
  const rows = operations.map((operation) => ({
    cells: [
      operation.method,
      operation.path,
      operation.id,
      callersWord(operation),
      runsOnWord(operation),
      remarks(operation),
    ],
    style: styleOf(operation),
  }));
  if (everythingElse) {
    const who = everythingElse.callers ?? `? ${undecided.auth}`;
    rows.push({
      cells: [
        'ANY',
        kind === 'function-url' ? '/*' : '/{proxy+}',
        'everything else',
        who === 'NONE' ? PUBLIC : who,
        name,
        '',
      ],
      style: everythingElse.public ? 'red' : 'dim',
    });
  }
  const header = ['METHOD', 'PATH', 'OPERATION', 'CALLERS', 'ANSWERED BY', 'REMARKS'];
  const used = header.map((_, column) => rows.some(({ cells }) => cells[column] !== ''));
  const pick = (cells: readonly string[]) => cells.filter((_, column) => used[column]);
  const elide = ['end', 'middle', 'end', 'end', 'middle', 'end'] as const;
  const [head = '', ...lines] = fitted([pick(header), ...rows.map(({ cells }) => pick(cells))], {
    width: painter.width - 2,
    elide: elide.filter((_, column) => used[column]),
  });
  return [painter.in('dim', `  ${head}`), ...lines.map((line, i) => painter.in(rows[i]?.style, `  ${line}`))];
}

function styleOf({ public: open, callers, runsOn }: OperationReport): Style | undefined {
  if (open) return 'red';
  if (callers === null && runsOn?.type !== 'nothing') return 'yellow';
  return runsOn?.type === 'nothing' ? 'dim' : undefined;
}

const NAMED = 8;

function openLines({ operations, everythingElse }: ApiReport, painter: Painter): string[] {
  const open = operations.filter((operation) => operation.public).map(({ id }) => id);
  if (everythingElse?.public) open.push('everything else');
  const unclear = operations.filter((operation) => operation.public === null).length;
  const words: string[] = [];
  if (open.length) {
    const more = open.length > NAMED ? [`and ${open.length - NAMED} more`] : [];
    const lines = wrapped(`  ${PUBLIC}: anyone may call `, [...open.slice(0, NAMED), ...more], painter.width);
    words.push(...lines.map((line) => painter.in('red', line)));
  }
  if (unclear)
    words.push(
      painter.in('yellow', `  ?: who may call ${count(unclear, 'operation')} is decided in Terraform`),
    );
  return words.length ? [...words, ''] : [];
}

function limitLines(limits: readonly LimitReport[], painter: Painter): string[] {
  const rows = limits.map(({ name, used, limit, unit, about, note }) => [
    name,
    used === undefined ? '' : `${about ? '~' : ''}${amount(used, unit)}`,
    amount(limit, unit),
    used === undefined || unit === 'seconds' ? '' : `${Math.ceil((100 * used) / limit)} %`,
    note,
  ]);
  const [head = '', ...lines] = fitted([['LIMIT', 'USED', 'OF', '', ''], ...rows], {
    width: painter.width - 2,
    elide: ['end', 'end', 'end', 'end', 'end'],
    right: [1, 2, 3],
  });
  return [
    painter.in('dim', `  ${head}`),
    ...lines.map((line, i) => {
      const { used = 0, limit = 1, unit } = limits[i] ?? {};
      const full = unit === 'seconds' ? 0 : used / limit;
      return painter.in(full > 1 ? 'red' : full > 0.8 ? 'yellow' : undefined, `  ${line}`);
    }),
  ];
}

function undecidedLines(undecided: ApiReport['undecided'], painter: Painter): string[] {
  const inputs = Object.entries(undecided);
  if (!inputs.length) return [];
  const width = Math.max(...inputs.map(([input]) => input.length));
  return [
    '',
    painter.in('dim', '  DECIDED IN TERRAFORM'),
    ...fitted(
      inputs.map(([input, expression]) => [input.padEnd(width), expression]),
      { width: painter.width - 2, elide: ['end', 'end'] },
    ).map((line) => `  ${line}`),
  ];
}
