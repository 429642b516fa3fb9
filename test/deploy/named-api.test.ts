import { namedApi } from '../../src/deploy/named-api';
import type { Project } from '../../src/project';

const project = { name: 'shop' } as Project;
const api = (name: string) => ({ name, service: 'execute-api' as const });
const url = (name: string) => ({ name, service: 'lambda' as const });

test('the only API is meant where none is named, also with function URLs beside it', () => {
  expect(namedApi(project, [api('shop')], undefined).name).toBe('shop');
  expect(namedApi(project, [api('shop'), url('shop-url')], undefined).name).toBe('shop');
  expect(namedApi(project, [url('shop-url')], undefined).name).toBe('shop-url');
});

test('a function URL beside an API is reached by its name', () => {
  expect(namedApi(project, [api('shop'), url('shop-url')], 'shop-url').name).toBe('shop-url');
});

test('of several, all are told', () => {
  for (const apis of [
    [api('a'), api('b'), url('c-url')],
    [url('a-url'), url('b-url')],
  ])
    expect(() => namedApi(project, apis, undefined)).toThrow(
      new RegExp(`several APIs[\\s\\S]*allowed: ${apis.map(({ name }) => name).join(', ')}`),
    );
});
