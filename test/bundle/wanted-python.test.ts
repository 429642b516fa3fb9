import { wantedPython } from '../../src/bundle';
import { project, removeProjects } from './support';

afterAll(removeProjects);

describe('the Python of a project', () => {
  test.each([
    [{ '.python-version': '3.12.4\n' }, '3.12', '.python-version says 3.12'],
    [{ Dockerfile: 'FROM --platform=linux/amd64 python:3.14-slim\n' }, '3.14', 'Dockerfile says 3.14'],
    // older than any of a function
    [
      { Pipfile: '[requires]\npython_version = "3.10"\n' },
      '3.11',
      'Pipfile says 3.10, and this is the nearest',
    ],
    [{ Dockerfile: 'FROM python:3.9.10-slim\n' }, '3.11', 'Dockerfile says 3.9, and this is the nearest'],
    // newer than any of a function
    [
      { '.python-version': '3.99\n', 'pyproject.toml': '[project]\nrequires-python = ">=3.12"\n' },
      '3.13',
      'pyproject.toml says requires-python = ">=3.12"',
    ],
    // the nearest is not among those that the project takes
    [
      { '.python-version': '3.10\n', 'pyproject.toml': '[project]\nrequires-python = ">=3.12"\n' },
      '3.13',
      'pyproject.toml says requires-python = ">=3.12"',
    ],
  ])('is what its files say: %j', (files, version, because) => {
    expect(wantedPython(project(files as unknown as Record<string, string>))).toEqual({ version, because });
  });

  test('is none where no file says one', () => {
    expect(wantedPython(project({ Dockerfile: 'FROM debian:13\n' }))).toBeUndefined();
  });
});
