import type { Plan } from '../../src/deploy/plan';
import { describeRouteChanges, routeChangesOf } from '../../src/deploy/route-changes';

const IAM = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'awsSigv4',
};
const KEY = { type: 'apiKey', name: 'x-api-key', in: 'header' };

const operation = (more: object = {}) => ({
  'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: 'arn' },
  ...more,
});
const signed = operation({ security: [{ IAM: [] }] });

function body(paths: object, more: object = {}): string {
  return JSON.stringify({ paths, components: { securitySchemes: { IAM, KEY } }, ...more });
}

/** A plan that changes documents of APIs. */
function plan(...apis: { name?: string; before?: string; after?: string; unknown?: boolean }[]): Plan {
  const of = (name: string, text: string | undefined) => (text === undefined ? null : { name, body: text });
  return {
    resource_changes: [
      { address: 'aws_lambda_function.x', type: 'aws_lambda_function', change: { before: null, after: {} } },
      ...apis.map(({ name = 'shop', before, after, unknown }) => ({
        address: 'module.api.aws_api_gateway_rest_api.this',
        type: 'aws_api_gateway_rest_api',
        change: {
          before: of(name, before),
          after: of(name, after),
          after_unknown: unknown ? { body: true } : {},
        },
      })),
    ],
  };
}

const NONE = { added: [], removed: [], changed: [], opened: [], unknown: [] };

describe('what a plan does to routes', () => {
  it('is told for new, changed, ended and opened ones', () => {
    const before = body({
      '/a': { get: signed, post: signed },
      '/b': { get: signed },
      '/same': { get: signed },
    });
    const after = body({
      '/a': { get: operation(), post: operation({ security: [{ IAM: [] }], summary: 'Other' }) },
      '/c': { 'x-amazon-apigateway-any-method': signed },
      '/d': { get: operation() },
      '/same': { get: signed },
    });

    const changes = routeChangesOf(plan({ before, after }));

    expect(changes).toEqual({
      added: ['ANY /c', 'GET /d'],
      removed: ['GET /b'],
      changed: ['GET /a', 'POST /a'],
      opened: ['GET /a', 'GET /d'],
      unknown: [],
    });
    expect(describeRouteChanges(changes)).toEqual([
      'routes: 2 new, 2 changed, 1 ended, 2 open to anyone now',
      '  opens    GET /a: anyone may call it',
      '  opens    GET /d: anyone may call it',
      '  new      ANY /c',
      '  changes  POST /a',
      '  ends     GET /b',
    ]);
  });

  it('is nothing where a document stays, and there are no words then', () => {
    const same = body({ '/a': { get: operation() } });
    expect(routeChangesOf(plan({ before: same, after: same }))).toEqual(NONE);
    expect(describeRouteChanges(NONE)).toEqual([]);
    expect(routeChangesOf({})).toEqual(NONE);
  });

  it('opens a route where an API key is all that is asked for, and not by a guard of the whole document', () => {
    const paths = { '/a': { get: operation({ security: [{ KEY: [] }] }) }, '/b': { get: operation() } };
    const after = body(paths, { security: [{ IAM: [] }] });
    expect(routeChangesOf(plan({ after }))).toMatchObject({
      added: ['GET /a', 'GET /b'],
      opened: ['GET /a'],
    });
  });

  it('is not about the questions of pages, which API Gateway answers itself', () => {
    const options = operation({ 'x-amazon-apigateway-integration': { type: 'mock' } });
    const after = body({ '/a': { options, get: signed } });
    expect(routeChangesOf(plan({ after })).added).toEqual(['GET /a']);
  });

  it('has the name of the API where there are several, and names those that only the apply knows', () => {
    const after = body({ '/a': { get: signed } });
    const changes = routeChangesOf(plan({ name: 'one', after }, { name: 'two', after, unknown: true }));
    expect(changes).toEqual({ ...NONE, added: ['GET /a (one)'], unknown: ['two'] });
    expect(describeRouteChanges({ ...NONE, unknown: ['two'] })).toEqual([
      'routes: not known',
      '  unknown  the document of two is known after the apply',
    ]);
  });

  it('is cut where it is long, with a count of the rest', () => {
    const after = body(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`/p${i}`, { get: signed }])));
    const lines = describeRouteChanges(routeChangesOf(plan({ after })));
    expect([lines.length, lines.at(-1)]).toEqual([22, '  and 5 more']);
  });
});
