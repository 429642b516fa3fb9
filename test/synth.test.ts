import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../src/errors';
import { checkSynth, type SynthProps, synth } from '../src/synth';

// What synth does to a folder of modules: what it writes, what it leaves alone, and what a mistake costs.
const APP = join(__dirname, '../examples/fastapi-app/openapi.json');

let folder: string;
let props: SynthProps;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'terragate-synth-'));
  props = { openapi: APP, modulesDir: join(folder, 'modules'), routers: [{ name: 'shop', kind: 'rest' }] };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problems = (action: () => unknown): UserError => {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

test('the modules of an app are written, and a second run changes nothing', () => {
  const first = synth(props);
  expect(first.modules).toEqual(['rest-api', 'http-api', 'api-gateway-account', 'lambda-function', 'shop']);
  expect(first.changes).toHaveLength(first.files);
  expect(synth(props).changes).toEqual([]);
  expect(checkSynth(props).changes).toEqual([]);
});

test('the table of operations is that of the app', () => {
  synth(props);
  const table = JSON.parse(readFileSync(join(props.modulesDir, 'shop/operations.json'), 'utf8'));
  expect(table.operations.get_item).toEqual(
    expect.objectContaining({ method: 'GET', path: '/items/{item_id}', tags: ['items'] }),
  );
});

test('a stale file fails the check with the command that renews it, and is renewed by a run', () => {
  synth(props);
  const file = join(props.modulesDir, 'shop/main.tf');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}# changed\n`);
  rmSync(join(props.modulesDir, 'rest-api/cors.tf'));
  const { message } = problems(() => checkSynth(props));
  expect(message).toContain(`${file}: is not what synth writes`);
  expect(message).toContain('cors.tf: is missing');
  expect(message).toContain('fix:     npm run synth');
  expect(readFileSync(file, 'utf8')).toContain('# changed');
  synth(props);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('files without the marker are never touched: beside the modules they stay, in the way they stop the run', () => {
  synth(props);
  const own = join(props.modulesDir, 'shop/own.tf');
  writeFileSync(own, 'locals {}\n');
  const theirs = join(props.modulesDir, 'shop/lambda.tf');
  writeFileSync(theirs, '# mine\n');
  writeFileSync(join(props.modulesDir, 'shop/main.tf'), '');
  const { problems: found } = problems(() => synth(props));
  expect(found.map(({ where }) => where).sort()).toEqual(
    [theirs, join(props.modulesDir, 'shop/main.tf')].sort(),
  );
  expect(readFileSync(theirs, 'utf8')).toBe('# mine\n');
  expect(readFileSync(own, 'utf8')).toBe('locals {}\n');
});

test('a marked file that is no longer emitted is removed, and nothing else', () => {
  synth(props);
  const old = join(props.modulesDir, 'shop/old.tf');
  writeFileSync(old, readFileSync(join(props.modulesDir, 'shop/main.tf')));
  writeFileSync(join(props.modulesDir, 'shop/lambda.zip'), 'a package');
  expect(synth(props).changes).toEqual([{ path: join('shop', 'old.tf'), kind: 'gone' }]);
  expect(existsSync(old)).toBe(false);
  expect(existsSync(join(props.modulesDir, 'shop/lambda.zip'))).toBe(true);
});

test('no temporary file is left', () => {
  synth(props);
  const left = (readdirSync(props.modulesDir, { recursive: true }) as string[]).filter((name) =>
    name.includes('.tmp'),
  );
  expect(left).toEqual([]);
});

test.each([
  ['that is no JSON', '{"openapi": '],
  ['without operations', '{"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}}'],
  ['of another kind', '{"swagger": "2.0"}'],
])('a document %s writes nothing', (_, text) => {
  const openapi = join(folder, 'openapi.json');
  writeFileSync(openapi, text);
  mkdirSync(props.modulesDir);
  expect(problems(() => synth({ ...props, openapi })).message).toContain(openapi);
  expect(readdirSync(props.modulesDir)).toEqual([]);
});

test('operations that stream are named when the module is for an HTTP API', () => {
  const openapi = join(folder, 'openapi.json');
  const stream = {
    operationId: 'follow',
    responses: { 200: { description: '', content: { 'application/jsonl': { itemSchema: {} } } } },
  };
  writeFileSync(
    openapi,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'x', version: '1' },
      paths: { '/follow': { get: stream } },
    }),
  );
  const routers = [
    { name: 'over-rest', kind: 'rest' },
    { name: 'over-http', kind: 'http' },
  ] as const;
  expect(synth({ ...props, openapi, routers }).warnings).toEqual([
    'over-http: an HTTP API answers in one piece, and follow would stream: use a REST API for them',
  ]);
});

test('wrong names and kinds of routers are all reported, and nothing is written', () => {
  const routers = [
    { name: '', kind: 'rest' },
    { name: 'rest-api', kind: 'rset' },
    { name: 'Shop', kind: 'http' },
  ] as unknown as SynthProps['routers'];
  const { message } = problems(() => synth({ ...props, routers }));
  expect(message).toContain('routers[0].name: not a name for a module');
  expect(message).toContain('routers[1].name: the name is taken');
  expect(message).toContain('allowed: rest, http (did you mean "rest"?)');
  expect(message).toContain('got:     "Shop"');
  expect(existsSync(props.modulesDir)).toBe(false);
});

test('what API Gateway is not made to check is said once for each reason, with places', () => {
  const { notes } = synth(props);
  expect(notes.length).toBeGreaterThan(0);
  for (const note of notes) expect(note).toMatch(/^shop: .+ \(.+\)$/);
  expect(new Set(notes.map((note) => note.replace(/ \([^()]*\)$/, ''))).size).toBe(notes.length);
});

test('an operation that can be no route of its own is a warning with the way out', () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    paths: {
      '/items/{id}': { get: { operationId: 'get_item', responses: {} } },
      '/items/{name}': { get: { operationId: 'find_item', responses: {} } },
    },
  };
  const openapi = join(folder, 'openapi.json');
  writeFileSync(openapi, JSON.stringify(document));
  const [warning = ''] = synth({ ...props, openapi }).warnings.filter((line) => line.startsWith('shop: '));
  expect(warning).toMatch(
    /^shop: GET \/items\/\{name\} \(find_item\) can have no route of its own: .*get_item/,
  );
  expect(warning).toContain('routes = "proxy"');
});
