import type { ApiKind } from '../../src/api-kind';
import { type GatewayApi, gatewayApi } from '../../src/gateway';
import { read, withPaths } from '../openapi/document';
import { document } from './routing';

const KINDS: readonly ApiKind[] = ['rest', 'http'];

/** An API with these operations, `GET /items`, in this order. */
function api(lines: readonly string[], kind: ApiKind = 'rest'): GatewayApi {
  return gatewayApi(read(document(lines)), kind);
}

/** The routes of the operations, in order; in place of one that has none, why. */
function routes(lines: readonly string[], kind: ApiKind = 'rest'): string[] {
  const { operations } = api(lines, kind);
  return lines.map((line) => operations[line]?.problem ?? operations[line]?.route ?? 'missing');
}

const TAKES = (line: string) => `its route would take requests of ${line} ("${line}")`;

describe('the route of an operation', () => {
  it('is its path where API Gateway can hold it', () => {
    const lines = [
      'GET /',
      'GET /items',
      'POST /items',
      'GET /items/{item_id}',
      'GET /v1.0/a_b-c,d:e/{x.y-z}',
    ];
    for (const kind of KINDS) expect(routes(lines, kind)).toEqual(lines.map((line) => line.split(' ')[1]));
  });

  it('has the method in upper case and the path as the app writes it', () => {
    expect(api(['DELETE /items/{item_id}/']).operations['DELETE /items/{item_id}/']).toEqual({
      method: 'DELETE',
      path: '/items/{item_id}/',
      route: '/items/{item_id}',
      variables: { item_id: 'item_id' },
      function: expect.any(String),
      functionKey: 'delete_items_item_id',
    });
  });

  it("calls siblings' variables what the first one is called, and tells which is which", () => {
    const lines = ['GET /users/{id}', 'GET /users/{user_id}/posts/{id}', 'PUT /users/{name}/posts/{post}'];
    for (const kind of KINDS) {
      expect(routes(lines, kind)).toEqual([
        '/users/{id}',
        '/users/{id}/posts/{id_2}',
        '/users/{id}/posts/{id_2}',
      ]);
      expect(lines.map((line) => api(lines, kind).operations[line]?.variables)).toEqual([
        { id: 'id' },
        { user_id: 'id', id: 'id_2' },
        { name: 'id', post: 'id_2' },
      ]);
    }
  });

  it('never has one name for two variables', () => {
    expect(routes(['GET /a/{x}/c', 'GET /a/{id}/b/{x}', 'GET /a/{id}/b/{q}/d/{x}'])).toEqual([
      '/a/{x}/c',
      '/a/{x}/b/{x_2}',
      '/a/{x}/b/{x_2}/d/{x_3}',
    ]);
  });

  it('has variable names that API Gateway takes', () => {
    const lines = ['GET /a/{item-id}', 'GET /b/{größe}', 'GET /c/{名}', 'GET /d/{a:b}'];
    expect(routes(lines)).toEqual(['/a/{item-id}', '/b/{gr_e}', '/c/{variable}', '/d/{a_b}']);
    expect(api(lines).operations['GET /b/{größe}']?.variables).toEqual({ größe: 'gr_e' });
  });

  it.each(['{path+}', '{path:path}'])('is greedy for %s at the end', (text) => {
    const line = `GET /files/${text}`;
    for (const kind of KINDS) {
      expect(api([line], kind).operations[line]).toMatchObject({
        route: '/files/{path+}',
        variables: { path: 'path' },
      });
    }
  });

  it('is greedy where the parameter is declared so', () => {
    const parameters = [{ name: 'p', in: 'path', required: true, 'x-starlette-convertor': 'path' }];
    const text = withPaths({ '/files/{p}': { get: { operationId: 'o', parameters } } });
    expect(gatewayApi(read(text), 'rest').operations.o?.route).toBe('/files/{p+}');
  });

  it('has a variable for a segment that API Gateway cannot hold', () => {
    const lines = [
      'POST /models/{name}:predict',
      'GET /reports/{id}.json',
      'GET /diffs/{a}...{b}',
      'GET /users/@me',
      'GET /straße/x',
      'GET /100%25',
    ];
    for (const kind of KINDS) {
      expect(routes(lines, kind)).toEqual([
        '/models/{name}',
        '/reports/{id}',
        '/diffs/{a}',
        '/users/{me}',
        '/{stra_e}/x',
        '/{stra_e}',
      ]);
    }
    expect(api(lines).operations['GET /reports/{id}.json']?.variables).toEqual({});
  });

  it('has the name of a variable of the app before that of a segment that is made one', () => {
    expect(routes(['POST /models/{name}:predict', 'GET /models/{model}'])).toEqual([
      '/models/{model}',
      '/models/{model}',
    ]);
  });

  it("does not exist for a variable with text whose route is another operation's", () => {
    const lines = ['GET /models/{name}:predict', 'GET /models/{model}'];
    for (const kind of KINDS) {
      expect(routes(lines, kind)).toEqual([
        `API Gateway can hold "{name}:predict" only as a variable, and ${TAKES('GET /models/{model}')}`,
        '/models/{model}',
      ]);
    }
  });

  it('does not exist for two different variables with text that would share one', () => {
    expect(routes(['POST /models/{name}:predict', 'POST /models/{name}:train'])).toEqual([
      `API Gateway can hold "{name}:predict" only as a variable, and ${TAKES('POST /models/{name}:train')}`,
      `API Gateway can hold "{name}:train" only as a variable, and ${TAKES('POST /models/{name}:predict')}`,
    ]);
  });

  it('is shared by no two variables with the same text', () => {
    expect(routes(['GET /{a}.json', 'GET /{b}.json'])).toEqual([
      '/{a}',
      'its path differs only in the names of variables from that of GET /{a}.json ("GET /{a}.json"), which has the route',
    ]);
  });

  it('exists for a variable with text beside static segments, which come first', () => {
    expect(routes(['GET /reports/{id}.json', 'GET /reports/latest'])).toEqual([
      '/reports/{id}',
      '/reports/latest',
    ]);
  });

  it('does not exist where it would take requests of another path although the routes differ', () => {
    expect(routes(['GET /users/{id}.json', 'GET /{kind}/all'])).toEqual([
      `API Gateway can hold "{id}.json" only as a variable, and ${TAKES('GET /{kind}/all')}`,
      '/{kind}/all',
    ]);
  });

  it('does not exist where it would take the requests that a path without a route leaves', () => {
    const lines = ['GET /{x}:go/{y}', 'GET /users/{n}.json'];
    expect(routes(lines)).toEqual(['/{x}/{y}', '/users/{n}']);
    expect(routes([...lines, 'PUT /users/{p+}'])).toEqual([
      `API Gateway can hold "{x}:go" only as a variable, and ${TAKES('GET /users/{n}.json')}`,
      'it has a variable beside the greedy variable of PUT /users/{p+} ("PUT /users/{p+}"), and a REST API takes one of the two',
      '/users/{p+}',
    ]);
    expect(routes([...lines, 'GET /users/{id}'])[0]).toBe('/{x}/{y}'); // which takes what the second one leaves
  });

  it("is the first one's of two paths that differ in names only", () => {
    for (const kind of KINDS) {
      expect(routes(['GET /a/{x}', 'GET /a/{y}', 'PUT /a/{z}'], kind)).toEqual([
        '/a/{x}',
        'its path differs only in the names of variables from that of GET /a/{x} ("GET /a/{x}"), which has the route',
        '/a/{x}',
      ]);
    }
  });

  it('has no slash at the end', () => {
    for (const kind of KINDS) {
      expect(routes(['POST /items/', 'GET /items/{id}/'], kind)).toEqual(['/items', '/items/{id}']);
    }
  });

  it("is the other one's where two paths differ only in the slash at the end", () => {
    const lines = ['GET /items/', 'GET /items', 'GET /a/{x}/', 'GET /a/{y}', 'POST /items/'];
    for (const kind of KINDS) {
      const { operations } = api(lines, kind);
      expect(routes(lines, kind)).toEqual(['/items', '/items', '/a/{y}', '/a/{y}', '/items']);
      expect(lines.map((line) => operations[line]?.shadowedBy)).toEqual([
        'GET /items',
        undefined,
        'GET /a/{y}',
        undefined,
        undefined,
      ]);
      expect(operations['GET /items']?.shadows).toEqual(['GET /items/']);
      expect(operations['GET /items']?.slashShadows).toBeUndefined();
      expect(operations['GET /a/{x}/']?.variables).toEqual({ x: 'y' });
    }
  });

  it('lists operations whose requests it takes for a slash at the end, and refuses none for it', () => {
    for (const kind of KINDS) {
      for (const lines of [
        ['GET /users/', 'GET /{page}'],
        ['GET /users', 'GET /{page}/'],
      ]) {
        const { operations } = api(lines, kind);
        expect(routes(lines, kind)).toEqual(['/users', '/{page}']);
        expect(lines.map((line) => operations[line]?.slashShadows)).toEqual([[lines[1]], undefined]);
      }
      const { operations } = api(['GET /users/', 'GET /{page}/'], kind);
      expect(Object.values(operations).map(({ slashShadows }) => slashShadows)).toEqual([
        undefined,
        undefined,
      ]);
    }
  });

  it.each([
    ['#', '%23'],
    ['?', '%3F'],
  ])('does not exist for a path with %s, which is no variable either', (sign, written) => {
    const line = `GET /items/${sign}all`;
    const problem = `its path has "${sign}", which API Gateway can not hold and callers write as ${written}`;
    for (const kind of KINDS) {
      expect(routes([line, 'GET /items/{id}', `GET /items/{id}${sign}part`], kind)).toEqual([
        problem,
        '/items/{id}',
        problem,
      ]);
    }
  });

  it.each(['//', '/a//b', '/a//', '//a'])('does not exist for %s', (path) => {
    expect(routes([`GET ${path}`])).toEqual(['its path has an empty segment, which API Gateway cannot hold']);
  });

  it.each([
    ['/a/{x', 'has a brace without its other half'],
    ['/a/{x}}', 'has a brace without its other half'],
    ['/a/{x/y}', 'has a brace without its other half'],
    ['/a/{}', 'has a variable without a name'],
    ['/{a}/{a}', 'has the variable {a} twice'],
  ])('does not exist for %s', (path, fault) => {
    expect(routes([`GET ${path}`])).toEqual([`its path ${fault}`]);
  });

  it.each(['TRACE', 'QUERY'])('does not exist for the method %s', (method) => {
    expect(routes([`${method} /a`])).toEqual([`API Gateway has no method ${method}`]);
  });

  it.each(['/files/{p:path}/meta', '/files/{p:path}/', '/{p+}/{q:path}'])('does not exist for %s', (path) => {
    expect(routes([`GET ${path}`])).toEqual([
      `"${/\{p[^{}]*\}/.exec(path)?.[0]}" of its path can hold slashes, which API Gateway has only at the end`,
    ]);
  });

  it('does not exist for a greedy variable beside another one in a REST API, whatever the methods', () => {
    const lines = ['GET /files/{path+}', 'POST /files/{id}/meta'];
    expect(routes(lines)).toEqual([
      'its greedy variable is beside a variable of POST /files/{id}/meta ("POST /files/{id}/meta"), and a REST API takes one of the two',
      '/files/{id}/meta',
    ]);
    expect(routes(lines, 'http')).toEqual(['/files/{path+}', '/files/{id}/meta']);
  });

  it('exists for a greedy variable beside a variable of a path that has no route', () => {
    expect(routes(['GET /files/{path+}', 'TRACE /files/{id}'])[0]).toBe('/files/{path+}');
  });

  it("is the greedy variable's where the other one is there for API Gateway only", () => {
    const lines = ['POST /files/{id}.json', 'GET /files/{path+}'];
    expect(routes(lines)).toEqual([
      'it has a variable beside the greedy variable of GET /files/{path+} ("GET /files/{path+}"), and a REST API takes one of the two',
      '/files/{path+}',
    ]);
    expect(routes(lines, 'http')).toEqual(['/files/{id}', '/files/{path+}']);
  });

  it('is greedy for a greedy variable with text, and gives way like any variable with text', () => {
    const text = 'API Gateway can hold "{p+}.txt" only as a variable';
    const txt = 'GET /d/{p+}.txt';
    const json = 'GET /d/{q+}.json';
    expect(routes([txt])).toEqual(['/d/{p+}']);
    expect(routes([txt, json])).toEqual([
      `${text}, and ${TAKES(json)}`,
      `API Gateway can hold "{q+}.json" only as a variable, and ${TAKES(txt)}`,
    ]);
    expect(routes([txt, 'POST /d/{id}.json'])).toEqual([
      'its greedy variable is beside a variable of POST /d/{id}.json ("POST /d/{id}.json"), and a REST API takes one of the two',
      '/d/{id}',
    ]);
    expect(routes([txt, 'GET /{a}/{b}'])).toEqual([`${text}, and ${TAKES('GET /{a}/{b}')}`, '/{a}/{b}']);
    expect(routes([txt, 'GET /{a}/{b}'], 'http')).toEqual(['/d/{p+}', '/{a}/{b}']); // full matches come first
  });

  it('exists for a slash at the end beside a greedy variable, which can end with one', () => {
    expect(routes(['GET /a/{p+}', 'GET /{x}/{y}/'])).toEqual(['/a/{p+}', '/{x}/{y}']);
  });

  it('does not exist for a greedy variable with text where a slash at the end makes another path', () => {
    expect(routes(['GET /{p+}.txt', 'GET /{p+}.txt/'])).toEqual([
      `API Gateway can hold "{p+}.txt" only as a variable, and ${TAKES('GET /{p+}.txt/')}`,
      '"{p+}.txt" of its path can hold slashes, which API Gateway has only at the end',
    ]);
  });

  it('is not misled by a variable whose name looks like the text of another segment', () => {
    expect(routes(['GET /{x}-{y}', 'GET /{a-b}'])).toEqual([
      `API Gateway can hold "{x}-{y}" only as a variable, and ${TAKES('GET /{a-b}')}`,
      '/{a-b}',
    ]);
  });

  it('calls greedy variables of one place the same', () => {
    expect(routes(['GET /{a+}', 'PUT /{b+}'])).toEqual(['/{a+}', '/{a+}']);
  });

  it('is that of an operation of any id', () => {
    const text = withPaths({
      '/a': { get: { operationId: '__proto__' } },
      '/b': { get: { operationId: 'toString' } },
    });
    const { operations } = gatewayApi(read(text), 'rest');
    expect(Object.keys(operations)).toEqual(['__proto__', 'toString']);
    expect(Object.values(operations).map(({ route }) => route)).toEqual(['/a', '/b']);
    expect(operations.constructor).toBeUndefined();
  });
});

describe('the count of resources', () => {
  it.each([
    [1, ['GET /']],
    [2, ['GET /a']],
    [4, ['GET /a/b/c', 'PUT /a/b/c', 'GET /a/b']],
    [4, ['GET /users/{id}', 'GET /users/{name}/posts']],
    [3, ['GET /a/{b+}', 'TRACE /x/y']],
  ])('is %i for %j', (count, lines) => {
    expect(api(lines).resources).toBe(count);
  });
});
