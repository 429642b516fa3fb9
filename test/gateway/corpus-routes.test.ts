import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ApiKind } from '../../src/api-kind';
import { gatewayApi } from '../../src/gateway';
import { type ApiModel, readApiFile } from '../../src/openapi';
import { faultsOf, lostRequests, routedOf } from './routing';

/** One document of the corpus, and what is known of it from elsewhere. */
interface Known {
  readonly file: string;
  readonly operations: number;
  readonly features: readonly string[];
}

const folder = process.env.TERRAGATE_CORPUS ?? resolve(__dirname, '../../../shared/corpus');
const manifest = join(folder, 'manifest.json');
const present = existsSync(manifest);
const documents: readonly Known[] = present ? JSON.parse(readFileSync(manifest, 'utf8')) : [];
if (!present)
  process.stderr.write(`skipped: the corpus of real documents is not in ${folder} (TERRAGATE_CORPUS)\n`);

const readable = documents.filter(
  ({ operations, features }) => operations > 0 && !features.includes('external-$ref'),
);
const KINDS: readonly ApiKind[] = ['rest', 'http'];
const models = new Map<string, ApiModel>();

/** The model of a document, read once for all tests. */
function modelOf({ file }: Known): ApiModel {
  const model = models.get(file) ?? readApiFile(join(folder, file));
  models.set(file, model);
  return model;
}

const suite = present ? describe : describe.skip;

suite('the real documents', () => {
  it.each(readable)('$file has routes that API Gateway takes', (known) => {
    for (const kind of KINDS) {
      const model = modelOf(known);
      expect(faultsOf(model, gatewayApi(model, kind), kind)).toEqual([]);
    }
  });

  it.each(readable)('$file has each request at an operation that the app could serve it by', (known) => {
    for (const kind of KINDS) {
      const model = modelOf(known);
      expect(lostRequests(model, gatewayApi(model, kind), kind)).toEqual([]);
    }
  });

  it('have a route for nearly every operation', () => {
    const all = readable.flatMap((known) => routedOf(modelOf(known), gatewayApi(modelOf(known), 'rest')));
    const refused = all.filter(({ gateway }) => gateway.problem !== undefined);
    expect(all.length).toBeGreaterThan(1000);
    expect(refused.length / all.length).toBeLessThan(0.01);
  });
});
