import { gatewayApi } from '../../src/gateway';
import { read } from '../openapi/document';
import { document } from './routing';

/** The operations whose requests each route takes while they have none of their own. */
function takes(lines: readonly string[]): Record<string, readonly string[] | undefined> {
  const { operations } = gatewayApi(read(document(lines)), 'rest');
  return Object.fromEntries(lines.map((line) => [line, operations[line]?.shadows]));
}

test('a route with a variable shadows one with a text in its place', () => {
  expect(takes(['GET /users/{id}', 'GET /users/me', 'GET /users', 'GET /users/me/posts'])).toEqual({
    'GET /users/{id}': ['GET /users/me'],
    'GET /users/me': undefined,
    'GET /users': undefined,
    'GET /users/me/posts': undefined,
  });
});

test('a route of another method is not shadowed', () => {
  expect(takes(['GET /users/{id}', 'POST /users/me'])['GET /users/{id}']).toBeUndefined();
});

test('a route with a greedy variable shadows everything below', () => {
  expect(takes(['GET /files/{path+}', 'GET /files/a/b', 'GET /other'])['GET /files/{path+}']).toEqual([
    'GET /files/a/b',
  ]);
});

test('an operation without a route of its own is shadowed too', () => {
  expect(takes(['GET /users/{id}', 'GET /users/{id}.json'])['GET /users/{id}']).toEqual([
    'GET /users/{id}.json',
  ]);
});
