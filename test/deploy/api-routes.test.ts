import { apiRoutes, routeFor } from '../../src/deploy/api-routes';

const IAM = { type: 'apiKey', 'x-amazon-apigateway-authtype': 'awsSigv4' };
const JWT = { type: 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt' } };
const ANY = 'x-amazon-apigateway-any-method';
const asks = (...names: string[]) => ({ security: names.map((name) => ({ [name]: [] })) });

describe('the routes of a document', () => {
  it('have the callers that each asks for: an API key alone is none', () => {
    const document = {
      components: { securitySchemes: { sigv4: IAM, people: JWT, key: { type: 'apiKey' } } },
      ...asks('sigv4'),
      paths: {
        '/a': {
          get: {},
          post: asks('people'),
          options: { 'x-amazon-apigateway-integration': { type: 'mock' } },
        },
        '/b': { [ANY]: { security: [] }, put: asks('key') },
      },
    };

    expect(apiRoutes(document).map(({ method, path, callers }) => `${method} ${path}: ${callers}`)).toEqual([
      'GET /a: IAM',
      'POST /a: people',
      'ANY /b: anyone',
      'PUT /b: anyone',
    ]);
  });
});

describe('the route of a request', () => {
  const routes = apiRoutes({
    paths: {
      '/': { get: {} },
      '/{proxy+}': { [ANY]: {} },
      '/items/{id}': { get: {}, [ANY]: {} },
      '/items/new': { get: {} },
      '/items/{id}/parts': { get: {} },
      '/files/{path+}': { get: {} },
    },
  });

  it.each([
    ['GET', '/', 'GET /'],
    ['get', '/items/new', 'GET /items/new'],
    ['GET', '/items/ne%77?x=/y', 'GET /items/new'],
    ['GET', '/items/7', 'GET /items/{id}'],
    ['DELETE', '/items/7', 'ANY /items/{id}'],
    ['GET', '/items/7/parts', 'GET /items/{id}/parts'],
    ['GET', '/items/7/others', 'ANY /{proxy+}'],
    ['GET', '/files/a/b', 'GET /files/{path+}'],
    ['POST', '/files/a/b', 'ANY /{proxy+}'],
    ['POST', '/', undefined],
  ])('%s %s is %s', (method, path, expected) => {
    const found = routeFor(routes, method, path);
    expect(found && `${found.method} ${found.path}`).toBe(expected);
  });

  it('is the default one of an HTTP API where no other names it', () => {
    const some = apiRoutes({ paths: { $default: { [ANY]: {} }, '/a': { get: {} } } });
    expect([routeFor(some, 'GET', '/a')?.path, routeFor(some, 'GET', '/b/c')?.path]).toEqual([
      '/a',
      '$default',
    ]);
  });
});
