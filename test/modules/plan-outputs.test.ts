import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/workspace';

/** A part of an output that is compared with null, or said to be something else: `output.api.id != "other"`. */
const NOT = /\boutput\.\w+(?:\.\w+|\[[^\]]+\])+\s*(?:!=|==\s*null\b)/;

/** The conditions of the runs that only plan. */
function planned(text: string): string[] {
  const runs = text.split(/^run "/m).slice(1);
  return runs
    .filter((run) => /^ {2}command\s*=\s*plan$/m.test(run))
    .flatMap((run) => [...run.matchAll(/^ {4}condition\s*=\s*([\s\S]*?)\n {4}error_message/gm)])
    .map(([, condition = '']) => condition);
}

// An unknown part of an output is null in a plan: such a condition would pass whatever comes out
test('no test of a module says of a part of an output, in a plan, what it is not', () => {
  const folders = readdirSync(join(REPOSITORY, 'modules')).map((name) =>
    join(REPOSITORY, 'modules', name, 'tests'),
  );
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const conditions = files.flatMap((file) => planned(readFileSync(file, 'utf8')));
  expect(conditions.filter((condition) => condition.includes('output.'))).not.toEqual([]);
  expect(conditions.filter((condition) => NOT.test(condition))).toEqual([]);
});

test.each([
  ['output.api.id != "other"', true],
  ['output.ids["a"] == null', true],
  ['output.api.id == "mine"', false],
  ['output.url == null', false],
])('of %s this is said: %s', (condition, expected) => {
  const run = `run "x" {\n  command = plan\n\n  assert {\n    condition     = ${condition}\n    error_message = "x"\n  }\n}\n`;
  expect(planned(run).some((one) => NOT.test(one))).toBe(expected);
});
