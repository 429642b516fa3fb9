import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { UserError } from '../../src/errors';
import { requestChecks } from '../../src/gateway/request-checks';
import { type ApiModel, readApi, readApiFile } from '../../src/openapi';
import { ensureTool, pythonEnvironment } from '../../src/python';
import { describeWithTools } from '../support/tools';
import { REPOSITORY } from '../support/workspace';

const CORPUS = process.env.TERRAGATE_CORPUS ?? join(REPOSITORY, '../shared/corpus');
const names = existsSync(CORPUS)
  ? readdirSync(CORPUS).filter((name) => /\.(json|ya?ml)$/.test(name) && name !== 'manifest.json')
  : [];
if (names.length === 0)
  process.stderr.write('skipped: request models of real documents: no corpus (TERRAGATE_CORPUS)\n');

/** How many bodies the app took, how many were wrong, and how many of these the model refuses. */
interface Counts {
  readonly taken: number;
  readonly wrong: number;
  readonly refused: number;
}

interface Report {
  readonly bodies: Readonly<Record<string, Counts>>;
  readonly old: Counts;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly failures: readonly string[];
}

let python = '';

/** What the Python part answers to a command. */
async function ask<T>(command: string, input: unknown = null): Promise<T> {
  const child = spawn(python, ['-B', join(__dirname, 'fixtures/requests'), command], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...pythonEnvironment(),
      PYTHONHASHSEED: '0',
      HYPOTHESIS_STORAGE_DIRECTORY: join(tmpdir(), 'terragate-hypothesis'),
    },
  });
  child.stdin.end(JSON.stringify(input));
  const answer = await text(child.stdout);
  if (answer === '') throw new Error(`the Python part said nothing to ${command}`);
  return JSON.parse(answer);
}

describeWithTools('the checks of requests', ['python3'], () => {
  let report: Report;

  beforeAll(async () => {
    python = await ensureTool({
      name: 'moto',
      lock: join(__dirname, '../support/requirements.lock'),
      pythons: ['3.13', '3.12', '3.11'],
      progress: (line) => console.log(line),
    });
    const documents = await ask<{ new: unknown; old: unknown }>('documents');
    const checks = (document: unknown) => requestChecks(readApi(JSON.stringify(document), 'openapi.json'));
    report = await ask('check', { new: checks(documents.new), old: checks(documents.old) });
  }, 300_000);

  test('never refuse a body or parameter that FastAPI takes', () => {
    expect(report.failures).toEqual([]);
    const taken = Object.entries(report.bodies).map(([name, counts]) => [name, counts.taken > 20]);
    expect(taken.filter(([, enough]) => !enough)).toEqual([]);
    expect(report.old.taken).toBeGreaterThan(20);
  });

  test('refuse most of the wrong bodies all the same', () => {
    const all = Object.values(report.bodies);
    const sum = (pick: (counts: Counts) => number) => all.map(pick).reduce((a, b) => a + b);
    expect(sum(({ refused }) => refused) / sum(({ wrong }) => wrong)).toBeGreaterThan(0.65);
    const blind = Object.entries(report.bodies).filter(([, { wrong, refused }]) => refused < wrong * 0.2);
    // A named tuple can be a list or an object, whose entries nothing can be said of
    expect(blind.map(([name]) => name)).toEqual(['point']);
    expect(report.old.refused / report.old.wrong).toBeGreaterThan(0.1);
  });

  test('ask for the parameters that FastAPI does not take empty', () => {
    const left = Object.entries(report.parameters).filter(([, asked]) => asked.length === 0);
    expect(left.map(([name]) => name)).toEqual([
      'text',
      'some_text',
      'blank_choice',
      'texts',
      'decimal',
      'either',
      'path',
    ]);
    expect(report.parameters.model).toEqual(['querystring.limit']);
  });

  const onCorpus = names.length ? test : test.skip;
  onCorpus(
    'never refuse what the schemas of real documents allow',
    async () => {
      const documents = names.map(bodiesOf).filter((document) => document !== undefined);
      const found = await ask<{ models: number; values: number; without: string[]; failures: string[] }>(
        'corpus',
        documents,
      );
      expect(found.failures).toEqual([]);
      expect(found.models).toBeGreaterThan(300);
      expect(found.values).toBeGreaterThan(found.models * 10);
      expect(found.without.length).toBeLessThan(found.models / 10);
    },
    120_000,
  );
});

/** The bodies of a document that have a model, with their schemas. */
function bodiesOf(name: string) {
  const api = read(name);
  if (!api) return undefined;
  const { operations, models } = requestChecks(api);
  const bodies = api.operations.flatMap(({ id, requestBody }) => {
    const model = operations[id]?.model;
    const [media] = Object.values(requestBody?.content ?? {});
    return model ? [{ operation: id, schema: media?.schema, model: models[model] }] : [];
  });
  return { name, references: api.references, bodies };
}

function read(name: string): ApiModel | undefined {
  try {
    return readApiFile(join(CORPUS, name));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
