import { type RequestChecks, requestChecks } from '../../src/gateway/request-checks';
import { type JsonObject, readApi } from '../../src/openapi';

/** What is checked for an app with these operations: path by id, of the method POST unless the operation says another. */
export function checksOf(
  operations: Record<string, { method?: string; parameters?: unknown; requestBody?: unknown }>,
  { schemas = {}, openapi = '3.1.0' }: { schemas?: unknown; openapi?: string } = {},
): RequestChecks {
  const paths = Object.entries(operations).map(([operationId, { method = 'post', ...operation }]) => [
    `/${operationId}`,
    { [method]: { operationId, ...operation, responses: { 200: { description: 'OK' } } } },
  ]);
  const document = {
    openapi,
    info: { title: 'T', version: '1' },
    paths: Object.fromEntries(paths),
    components: { schemas },
  };
  return requestChecks(readApi(JSON.stringify(document), 'openapi.json'));
}

/** A required body in JSON. */
export function json(schema: unknown, rest: object = {}): { requestBody: unknown } {
  return { requestBody: { required: true, content: { 'application/json': { schema } }, ...rest } };
}

/** What the property `x` of a body becomes; required, so that nothing is known of null. */
export function propertyOf(schema: unknown, options: { schemas?: unknown; openapi?: string } = {}): unknown {
  const checks = checksOf(
    { a: json({ type: 'object', properties: { x: schema, y: { type: 'array' } }, required: ['x', 'y'] }) },
    options,
  );
  const model: JsonObject | undefined = checks.models.a;
  return (model?.properties as JsonObject | undefined)?.x ?? {};
}

/** The reasons for which something of the property `x` is left to the app. */
export function skippedOf(schema: unknown, options: { schemas?: unknown; openapi?: string } = {}): string[] {
  return checksOf(
    { a: json({ type: 'object', properties: { x: schema }, required: ['x'] }) },
    options,
  ).skipped.map(({ where, what }) => `${where}: ${what}`);
}
