import { UserError } from '../errors';
import { Findings } from './findings';
import { emptyRecord, type JsonObject, kindOf, own, quoted } from './json-value';
import type { ApiInfo, ApiModel, ApiServer, ApiTag, RawSchema } from './model';
import { readOperations } from './operations';
import { parseObject } from './parse';
import type { Located } from './pointer';
import { Reading } from './reading';

/**
 * Reads an OpenAPI 3.0, 3.1 or 3.2 document, in JSON or YAML.
 *
 * @param text the document
 * @param source what the document is called in messages, usually its path
 * @throws UserError with every problem that stops the reading
 * @example readApi(text, 'openapi.json').operations.map(({ id, method, path }) => `${id}: ${method} ${path}`)
 */
export function readApi(text: string, source: string): ApiModel {
  const findings = new Findings(source);
  const document = parseObject(text, findings);
  const reading = new Reading(document, findings);
  const root: Located<JsonObject> = { value: document, pointer: '' };

  const openapi = readVersion(reading);
  const info = readInfo(reading, root);
  const operations = readOperations(reading, root);
  const components = readComponents(reading, root);
  const tags = readTags(reading, root);
  const servers = readServers(reading, root);
  const webhooks = reading.part(root, 'webhooks');
  if (webhooks)
    findings.warn(webhooks.pointer, 'ignored', 'webhooks are not used: they are calls that the API makes');
  const references = reading.schemas.references();

  if (operations.length === 0 && !findings.failed) {
    findings.problem(
      own(document, 'paths') === undefined ? '' : '/paths',
      `the document describes no operation${webhooks ? ', only webhooks' : ''}`,
      'export it from an app that has routes, or write a path with at least one method',
    );
  }
  findings.throwIfFailed();
  return {
    source,
    openapi,
    info,
    operations,
    ...components,
    references,
    tags,
    servers,
    warnings: findings.warnings,
  };
}

/** The version that the document says. Throws at once where the rest would be read in vain. */
function readVersion({ document, findings }: Reading): string {
  const written = own(document, 'openapi');
  if (written === undefined) {
    const error = notOpenApi(document, findings);
    if (error) throw error;
    findings.problem(
      '',
      'the document has no "openapi" key',
      'write the version that the document follows: "openapi": "3.1.0"',
    );
    return '';
  }
  const version =
    typeof written === 'string' || typeof written === 'number' ? String(written).trim() : undefined;
  if (version === undefined || !/^3(?:\.|$)/.test(version)) {
    findings.problem(
      '/openapi',
      'the document has a version of OpenAPI that is not known',
      'write the version that the document follows',
      {
        got: version ?? kindOf(written),
        allowed: ['3.0.x', '3.1.x', '3.2.x'],
      },
    );
    return '';
  }
  if (!/^3(?:\.[012](?:\D|$)|$)/.test(version)) {
    findings.warn('/openapi', 'repaired', `OpenAPI ${version} is not known; read as 3.2`);
  }
  return version;
}

/** The kind of a document without an `openapi` key. Undefined when it could be one that only lacks the key. */
function notOpenApi(document: JsonObject, findings: Findings): UserError | undefined {
  const swagger = own(document, 'swagger');
  if (swagger !== undefined) {
    const version =
      typeof swagger === 'string' || typeof swagger === 'number' ? `Swagger ${swagger}` : 'Swagger';
    return new UserError([
      {
        where: findings.at('/swagger'),
        what: `the document is in ${version}, which is older than OpenAPI 3`,
        fix: `convert it first, for example: npx swagger2openapi --outfile openapi.json ${findings.source}`,
      },
    ]);
  }
  if (own(document, 'paths') !== undefined) return undefined;
  const what =
    own(document, 'asyncapi') === undefined
      ? 'the document has no "openapi" key, so it is not an OpenAPI document'
      : 'the document is an AsyncAPI document, not an OpenAPI one';
  const fix = 'give the document that the FastAPI app exports; it begins with "openapi": "3.1.0"';
  return new UserError([{ where: findings.source, what, fix }]);
}

function readInfo(reading: Reading, root: Located<JsonObject>): ApiInfo {
  const part = reading.part(root, 'info');
  const info = (part && reading.object(part, '"info"', 'skip')) ?? { value: {}, pointer: '/info' };
  const title = reading.text(info, 'title');
  const version = reading.text(info, 'version');
  const description = reading.text(info, 'description');
  if (title === undefined) reading.findings.warn('/info', 'repaired', 'the API has no title; called "API"');
  if (version === undefined)
    reading.findings.warn('/info', 'repaired', 'the API has no version; taken as 0.0.0');
  return {
    title: title ?? 'API',
    version: version ?? '0.0.0',
    ...(description === undefined ? {} : { description }),
  };
}

function readComponents(
  reading: Reading,
  root: Located<JsonObject>,
): Pick<ApiModel, 'schemas' | 'securitySchemes'> {
  const schemas = emptyRecord<RawSchema>();
  const securitySchemes = emptyRecord<JsonObject>();
  const part = reading.part(root, 'components');
  const components = part && reading.object(part, '"components"', 'skip');
  if (!components) return { schemas, securitySchemes };

  const schemasPart = reading.part(components, 'schemas');
  const schemaMap = schemasPart && reading.object(schemasPart, '"schemas"', 'skip');
  for (const entry of schemaMap ? reading.entries(schemaMap) : []) {
    const schema = reading.schemas.take(entry, 'answer'); // until a request refers to it
    if (schema !== undefined) schemas[entry.key] = schema;
  }
  const securityPart = reading.part(components, 'securitySchemes');
  const securityMap = securityPart && reading.object(securityPart, '"securitySchemes"', 'skip');
  for (const entry of securityMap ? reading.entries(securityMap) : []) {
    const scheme = reading.object(entry, `the security scheme ${quoted(entry.key)}`, 'skip');
    if (scheme) securitySchemes[entry.key] = scheme.value;
  }
  return { schemas, securitySchemes };
}

function readTags(reading: Reading, root: Located<JsonObject>): readonly ApiTag[] {
  const part = reading.part(root, 'tags');
  const tags: ApiTag[] = [];
  for (const item of (part && reading.list(part, '"tags"', 'skip')) ?? []) {
    if (typeof item.value === 'string') {
      reading.findings.warn(
        item.pointer,
        'repaired',
        `the tag ${quoted(item.value)} is text; read as its name`,
      );
      tags.push({ name: item.value });
      continue;
    }
    const tag = reading.object(item, 'the tag', 'skip');
    const name = tag && reading.text(tag, 'name');
    if (!tag || name === undefined) continue;
    const description = reading.text(tag, 'description');
    tags.push({ name, ...(description === undefined ? {} : { description }) });
  }
  return tags;
}

function readServers(reading: Reading, root: Located<JsonObject>): readonly ApiServer[] {
  const part = reading.part(root, 'servers');
  const servers: ApiServer[] = [];
  for (const item of (part && reading.list(part, '"servers"', 'skip')) ?? []) {
    const server = reading.object(item, 'the server', 'skip');
    const url = server && reading.text(server, 'url');
    if (!server || url === undefined) continue;
    const description = reading.text(server, 'description');
    const variablesPart = reading.part(server, 'variables');
    const variables = variablesPart && reading.object(variablesPart, '"variables"', 'skip');
    servers.push({
      url,
      ...(description === undefined ? {} : { description }),
      ...(variables === undefined ? {} : { variables: variables.value }),
    });
  }
  return servers;
}
