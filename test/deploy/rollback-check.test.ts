import type { ResourceChange } from '../../src/deploy/plan';
import { endedRollbacks } from '../../src/deploy/rollback';
import { rollbackText } from '../../src/deploy/rollback/marker';
import { UserError } from '../../src/errors';

const MODULE = 'module.shop.module.function["$router"]';
const ROLLBACK = rollbackText({ to: '4', from: '5', since: '2026-01-02T00:00:00.000Z' });
const USUAL = 'The version that the API calls';

const alias = (change: Partial<ResourceChange['change']> = {}): ResourceChange => ({
  address: `${MODULE}.aws_lambda_alias.live[0]`,
  type: 'aws_lambda_alias',
  change: {
    before: { description: ROLLBACK, function_version: '4' },
    after: { description: USUAL },
    after_unknown: { function_version: true },
    ...change,
  },
});
const lambda = (change: ResourceChange['change'], module = MODULE): ResourceChange => ({
  address: `${module}.aws_lambda_function.this`,
  type: 'aws_lambda_function',
  change,
});
const SAME = { before: { source_code_hash: 'a' }, after: { source_code_hash: 'a' }, after_unknown: {} };

describe('a plan after a rollback', () => {
  it.each([
    ['the function is as before', SAME],
    ['the settings alone change', { ...SAME, after: { source_code_hash: 'a', memory_size: 512 } }],
    [
      'the version of its object is as before',
      { before: { s3_object_version: '1' }, after: { s3_object_version: '1' } },
    ],
  ])('is refused where the package would answer again that was gone back from: %s', (_, change) => {
    const plan = {
      resource_changes: [alias(), lambda(change), lambda({ before: null, after: {} }, 'module.other')],
    };

    expect(() => endedRollbacks(plan, false)).toThrow(UserError);
    expect(() => endedRollbacks(plan, false)).toThrow(
      `${MODULE}.aws_lambda_alias.live[0]: version 4 answers since 2026-01-02T00:00:00.000Z, by terragate rollback`,
    );
    expect(endedRollbacks(plan, true)).toEqual([
      `ends the rollback to version 4: ${MODULE}.aws_lambda_alias.live[0]`,
    ]);
  });

  it.each([
    ['a file', { ...SAME, after: { source_code_hash: 'b' } }],
    [
      'an object',
      { before: { s3_object_version: '1' }, after: {}, after_unknown: { s3_object_version: true } },
    ],
  ])('ends it by another package, from %s, and says so', (_, change) => {
    expect(endedRollbacks({ resource_changes: [alias(), lambda(change)] }, false)).toEqual([
      `ends the rollback to version 4: ${MODULE}.aws_lambda_alias.live[0], by another package`,
    ]);
  });

  it.each([
    ['no alias is in a rollback', alias({ before: { description: USUAL } })],
    ['the alias goes', alias({ after: null })],
    ['the alias stays in it', alias({ after: { description: ROLLBACK } })],
  ])('is as any other one where %s', (_, change) => {
    expect(endedRollbacks({ resource_changes: [change, lambda(SAME)] }, false)).toEqual([]);
  });
});
