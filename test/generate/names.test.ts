import { UserError } from '../../src/errors';
import {
  moduleProblems,
  nameProblems,
  namesOf,
  renamer,
  toName,
  underscored,
} from '../../src/generate/names';
import { CORE_MODULES } from '../../src/project';
import { moduleTree } from '../../src/synth';

const OPENAPI = {
  name: 'openapi.json',
  text: JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1' },
    paths: { '/notes': { get: { operationId: 'list_notes', responses: { 200: { description: 'ok' } } } } },
  }),
};

describe('the names of a project', () => {
  it.each([
    ['my-api', 'my_api', 'MyApi'],
    ['orders', 'orders', 'Orders'],
    ['a-1b-c', 'a_1b_c', 'A1bC'],
  ])('come from one: %s', (name, module, className) => {
    expect(namesOf(name)).toEqual({ name, module, className });
  });

  it.each(['my-api', 'a', 'a1', `a${'b'.repeat(39)}`])('may be %s', (name) => {
    expect(nameProblems('name', name)).toEqual([]);
  });

  it.each([
    ['My API', 'my-api'],
    ['OrderService', 'order-service'],
    ['my_api', 'my-api'],
    ['my--api', 'my-api'],
    ['1st', 'st'],
    ['api-', 'api'],
    ['a'.repeat(41), 'a'.repeat(40)],
  ])('may not be %s, and the nearest one is suggested', (name, near) => {
    expect(nameProblems('name', name)).toEqual([
      expect.objectContaining({ where: 'name', got: name, fix: `did you mean "${near}"?` }),
    ]);
  });

  it.each(['', '-', '42', 'É', '../x', 'a/b\0'])('may not be %j', (name) => {
    expect(nameProblems('name', name)).toHaveLength(1);
    expect(toName(name) ?? 'a').toMatch(/^[a-z]/);
  });

  it('are refused where synth would refuse them, and taken where it takes them', () => {
    const taken = (name: string) => {
      try {
        return moduleTree({ openapi: OPENAPI, apis: [{ name, kind: 'rest' }] }).has(`${name}/main.tf`);
      } catch (error) {
        if (error instanceof UserError) return false;
        throw error;
      }
    };
    for (const name of ['orders', ...CORE_MODULES, 'Orders', `a${'b'.repeat(39)}`, 'a'.repeat(41)])
      expect([name, taken(name)]).toEqual([name, nameProblems('name', name).length === 0]);
  });

  it.each([
    ['json', "a module of Python's standard library"],
    ['test', "a module of Python's standard library"],
    ['fastapi', 'a package that the project uses'],
    ['class', 'a keyword of Python'],
    ['infra', 'a folder'],
  ])('may not have a Python module %s, which is something else', (module, what) => {
    expect(moduleProblems('--module-name', module)).toEqual([
      expect.objectContaining({
        what: expect.stringContaining(what),
        fix: expect.stringContaining(`${module}_api`),
      }),
    ]);
  });

  it.each(['My_Api', 'my-api', '1api', 'a.b', ''])('may not have a Python module %j', (module) => {
    expect(moduleProblems('--module-name', module)).toHaveLength(1);
  });

  it('take the place of those of the templates, in one pass', () => {
    const names = namesOf('my-api-my-api', 'core_my_api');
    expect(renamer(names)('my-api my_api.main MyApi')).toBe('my-api-my-api core_my_api.main MyApiMyApi');
    expect(underscored('a-b-c')).toBe('a_b_c');
  });
});
