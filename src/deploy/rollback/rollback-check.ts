import { UserError } from '../../errors';
import type { Plan, ResourceChange } from '../plan';
import { type Rollback, rollbackIn } from './marker';

interface Ending {
  /** Address of the alias. */
  readonly address: string;
  readonly rollback: Rollback;
  /** Whether the function gets another package than the one that was gone back from. */
  readonly changesPackage: boolean;
}

/**
 * The rollbacks that a plan ends, in lines for people.
 *
 * @param agreed whether they may end with the package that was gone back from
 * @throws UserError where that package would answer again, and it was not asked for
 */
export function endedRollbacks(plan: Plan, agreed: boolean): string[] {
  const endings = endingsOf(plan);
  const again = endings.filter(({ changesPackage }) => !changesPackage);
  const [first, ...more] = again;
  if (first && !agreed)
    throw new UserError([
      {
        where: `${first.address}${more.length ? ` and ${more.length} more` : ''}`,
        what: `version ${first.rollback.to} answers since ${first.rollback.since}, by terragate rollback, and this plan would let the package answer again that was gone back from`,
        fix: 'change the app, or take the commit before; to let that package answer again: --end-rollback',
      },
    ]);
  return endings.map(
    ({ address, rollback, changesPackage }) =>
      `ends the rollback to version ${rollback.to}: ${address}${changesPackage ? ', by another package' : ''}`,
  );
}

function endingsOf({ resource_changes: all = [] }: Plan): Ending[] {
  return all.flatMap(({ address, type, change }) => {
    const rollback = type === 'aws_lambda_alias' ? rollbackIn(change.before?.description) : undefined;
    if (!rollback || !change.after || rollbackIn(change.after.description)) return [];
    const module = address.slice(0, address.lastIndexOf('aws_lambda_alias.'));
    const functions = all.filter(
      (one) => one.type === 'aws_lambda_function' && one.address.startsWith(`${module}aws_lambda_function.`),
    );
    return [{ address, rollback, changesPackage: functions.some(changesPackage) }];
  });
}

/** Arguments of a function that say which package it runs. */
const PACKAGE = ['source_code_hash', 's3_bucket', 's3_key', 's3_object_version'];

function changesPackage({ change: { before, after, after_unknown: unknown } }: ResourceChange): boolean {
  return PACKAGE.some(
    (name) =>
      (typeof unknown === 'object' && unknown[name] === true) ||
      (before?.[name] ?? null) !== (after?.[name] ?? null),
  );
}
