import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ApiModel, type ApiOperation, readApiFile, readTemplate } from '../../src/openapi';
import { problemsOf } from './document';

/** One document of the corpus, and what is known of it from elsewhere. */
interface Known {
  readonly file: string;
  readonly openapi: string;
  readonly operations: number;
  readonly paths: number;
  readonly schemas: number;
  readonly features: readonly string[];
}

const folder = process.env.TERRAGATE_CORPUS ?? resolve(__dirname, '../../../shared/corpus');
const manifest = join(folder, 'manifest.json');
const present = existsSync(manifest);
const documents: readonly Known[] = present ? JSON.parse(readFileSync(manifest, 'utf8')) : [];
if (!present)
  process.stderr.write(`skipped: the corpus of real documents is not in ${folder} (TERRAGATE_CORPUS)\n`);

/** Documents whose operations are in other files; where only answers or nothing leads to other files, a document is read. */
const SPLIT = ['openapi-ts__openapi-typescript__digitalocean-root.yaml'];
const isReadable = ({ file, operations }: Known) => operations > 0 && !SPLIT.includes(file);

/** Features of the manifest that an operation of the model must show. */
const shownByOperation: Readonly<Record<string, (operation: ApiOperation) => boolean>> = {
  'missing-operationId': ({ idSource, operationId }) => idSource === 'derived' && operationId === undefined,
  'duplicate-operationId': ({ idSource, operationId }) => idSource === 'derived' && operationId !== undefined,
  'deprecated-operation': ({ deprecated }) => deprecated,
  'sse-response': ({ streaming }) => streaming === 'sse',
  'head-method': ({ method }) => method === 'head',
  'options-method': ({ method }) => method === 'options',
  'delete-with-body': ({ method, requestBody }) => method === 'delete' && requestBody !== undefined,
  'get-with-body': ({ method, requestBody }) => method === 'get' && requestBody !== undefined,
  'untagged-operation': ({ tags }) => tags.length === 0,
  'cookie-parameter': ({ parameters }) => parameters.some((parameter) => parameter.in === 'cookie'),
  'header-parameter': ({ parameters }) => parameters.some((parameter) => parameter.in === 'header'),
  'param-content': ({ parameters }) => parameters.some(({ contentType }) => contentType !== undefined),
  'param-style-deepObject': ({ parameters }) => parameters.some(({ style }) => style === 'deepObject'),
  'multipart-body': ({ requestBody }) => 'multipart/form-data' in (requestBody?.content ?? {}),
  'optional-request-body': ({ requestBody }) => requestBody?.required === false,
  'default-response': ({ responses }) => 'default' in responses,
  'global-security': ({ securitySource }) => securitySource === 'document',
  'security-disabled-per-op': ({ security, securitySource }) =>
    securitySource === 'operation' && security?.length === 0,
  'root-path': ({ path }) => path === '/',
  'trailing-slash': ({ path }) => path.endsWith('/'),
  'operationId-over-64-chars': ({ id }) => id.length > 64,
};

/** Features of the manifest that the model as a whole must show. */
const shownByModel: Readonly<Record<string, (model: ApiModel) => boolean>> = {
  webhooks: ({ warnings }) =>
    warnings.some(({ kind, where }) => kind === 'ignored' && where.endsWith('#/webhooks')),
  'path-param-undeclared': ({ warnings }) => warnings.some(({ kind }) => kind === 'path-parameter'),
  servers: ({ servers }) => servers.length > 0,
  'multiple-servers': ({ servers }) => servers.length > 1,
  'security-http-bearer': ({ securitySchemes }) =>
    Object.values(securitySchemes).some(({ scheme }) => scheme === 'bearer'),
  'security-oauth2-password': ({ securitySchemes }) =>
    Object.values(securitySchemes).some(({ type }) => type === 'oauth2'),
};

const models = new Map<string, ApiModel>();

/** The model of a document, read once for all tests. */
function modelOf({ file }: Known): ApiModel {
  const model = models.get(file) ?? readApiFile(join(folder, file));
  models.set(file, model);
  return model;
}

const suite = present ? describe : describe.skip;

suite('the real documents', () => {
  it.each(documents.filter(isReadable))('$file is read with every operation, path and schema', (known) => {
    const model = modelOf(known);
    expect({
      openapi: model.openapi,
      operations: model.operations.length,
      schemas: Object.keys(model.schemas).length,
    }).toEqual({ openapi: known.openapi, operations: known.operations, schemas: known.schemas });
    // The manifest counts every path; those without a method have no operation.
    const bare = model.warnings.filter(({ what }) => what === 'the path has no method').length;
    expect(new Set(model.operations.map(({ path }) => path)).size + bare).toBe(known.paths);
  });

  it.each(documents.filter(isReadable))('$file shows the features that it is known for', (known) => {
    const model = modelOf(known);
    const hidden = known.features.filter((feature) => {
      const shown = shownByModel[feature]?.(model) ?? true;
      const byOperation = shownByOperation[feature];
      return !shown || (byOperation !== undefined && !model.operations.some(byOperation));
    });
    expect(hidden).toEqual([]);
  });

  it.each(documents.filter(isReadable))(
    '$file has unique ids, and declares each variable of its paths',
    (known) => {
      const { operations } = modelOf(known);
      expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
      for (const { path, parameters } of operations) {
        const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
        expect(declared.sort()).toEqual([...readTemplate(path).variables].sort());
      }
    },
  );

  it.each(documents.filter((known) => !isReadable(known)))(
    '$file is refused with one clear problem',
    (known) => {
      const problems = problemsOf(() => readApiFile(join(folder, known.file)));
      expect(problems).toHaveLength(1);
      const expected = known.operations === 0 ? 'describes no operation' : 'to another file';
      expect(problems[0]?.what).toContain(expected);
    },
  );
});
