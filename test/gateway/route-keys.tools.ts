import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import type { ApiKind } from '../../src/api-kind';
import { gatewayApi } from '../../src/gateway';
import { type ApiModel, readApiFile } from '../../src/openapi';
import { read } from '../openapi/document';
import { describeWithTools, requireTool } from '../support/tools';
import { document, routedOf } from './routing';

const KINDS: readonly ApiKind[] = ['rest', 'http'];
const CORPUS = process.env.TERRAGATE_CORPUS ?? resolve(__dirname, '../../../shared/corpus');
const BUNDLE = resolve(__dirname, '../../src/bundle');
const PROGRAM = `
import json, sys
from terragate_asgi import key_of
print(json.dumps([[key_of(path, greedy), key_of(route)] for path, greedy, route in json.load(sys.stdin)]))
`;

/** An operation that has a route, also another one's: its path in the app, its variables that take slashes, and the route. */
type Line = readonly [path: string, greedy: readonly string[], route: string];

function linesOf(model: ApiModel, kind: ApiKind): { method: string; line: Line; isShadowed: boolean }[] {
  return routedOf(model, gatewayApi(model, kind))
    .filter(({ gateway }) => gateway.problem === undefined)
    .map(({ operation, gateway }) => {
      const greedy = operation.parameters.filter((each) => each.in === 'path' && each.greedy === true);
      return {
        method: gateway.method,
        isShadowed: gateway.shadowedBy !== undefined,
        line: [operation.path, greedy.map(({ name }) => name), gateway.route],
      };
    });
}

/** What the guard in the function makes of the paths and of the routes. */
function keysOf(lines: readonly Line[]): [string, string][] {
  const { stdout, stderr, status } = spawnSync(requireTool('python3.13').path, ['-c', PROGRAM], {
    input: JSON.stringify(lines),
    env: { ...process.env, PYTHONPATH: BUNDLE, PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The guard compares keys: each operation has that of its own route, and no two of a method have the same. */
function checkKeys(models: readonly ApiModel[]): number {
  const apis = models.flatMap((model) => KINDS.map((kind) => linesOf(model, kind)));
  const keys = keysOf(apis.flatMap((lines) => lines.map(({ line }) => line)));
  let next = 0;
  for (const lines of apis) {
    const taken = new Set<string>();
    for (const { method, line, isShadowed } of lines) {
      const [own = '', route = ''] = keys[next++] ?? [];
      expect([line, own]).toEqual([line, route]);
      if (isShadowed) continue;
      expect([line, taken.has(`${method} ${own}`)]).toEqual([line, false]);
      taken.add(`${method} ${own}`);
      expect(line[2]).not.toBe('/{proxy+}');
    }
  }
  return keys.length;
}

describeWithTools(
  "the guard's key of an operation is that of its route, and of no other",
  ['python3.13'],
  () => {
    it('for random paths', () => {
      const segments = [
        'a',
        'b',
        'c-d',
        '{x}',
        '{y}',
        '{x}.json',
        '{x}:go',
        '@me',
        '~a',
        '{proxy+}',
        '{p+}',
        '{x}-{y}',
      ];
      const path = fc
        .tuple(fc.array(fc.constantFrom(...segments), { maxLength: 3 }), fc.boolean())
        .map(([parts, slash]) => `/${parts.join('/')}${slash ? '/' : ''}`);
      const line = fc
        .tuple(fc.constantFrom('GET', 'POST'), path)
        .map(([method, text]) => `${method} ${text}`);
      const documents = fc.sample(fc.uniqueArray(line, { minLength: 1, maxLength: 9 }), 3000);
      expect(checkKeys(documents.map((lines) => read(document(lines))))).toBeGreaterThan(10_000);
    });

    it('for the real documents', () => {
      const manifest = join(CORPUS, 'manifest.json');
      if (!existsSync(manifest)) {
        process.stderr.write(
          `skipped: the corpus of real documents is not in ${CORPUS} (TERRAGATE_CORPUS)\n`,
        );
        return;
      }
      const known: { file: string; operations: number; features: string[] }[] = JSON.parse(
        readFileSync(manifest, 'utf8'),
      );
      const files = known.filter(
        ({ operations, features }) => operations > 0 && !features.includes('external-$ref'),
      );
      expect(checkKeys(files.map(({ file }) => readApiFile(join(CORPUS, file))))).toBeGreaterThan(1000);
    });
  },
);
