import { UserError } from '../../errors';
import type { Project } from '../../project';
import { type AwsPlace, placeOptions } from '../aws-place';
import type { Deployment } from '../deployment';
import { checkFunctionName } from '../named-function';
import type { AliasedFunction } from './versions';

/**
 * The functions of a deployment that can go back: those that are called by an alias.
 *
 * @param wanted the one that is meant. @default - all of them
 * @throws UserError where one of an API's operations has no alias, or there is no function of that name
 */
export function aliasedFunctions(
  project: Project,
  { functions }: Deployment,
  place: AwsPlace,
  wanted?: string,
): AliasedFunction[] {
  if (wanted !== undefined)
    checkFunctionName(
      project,
      functions.map(({ name }) => name),
      wanted,
    );
  const meant = functions.filter(({ name }) => wanted === undefined || name === wanted);
  const without = meant.filter(
    ({ alias, servesApi }) => alias === undefined && (servesApi || wanted !== undefined),
  );
  const aliased = meant.filter((one): one is AliasedFunction => one.alias !== undefined);
  const [first, ...more] = without;
  if (!first && aliased.length) return aliased;
  throw new UserError([
    {
      where: first ? `${first.name}${more.length ? ` and ${more.length} more` : ''}` : project.name,
      what: 'the API calls the function itself, and no alias that names a version: nothing is kept to go back to',
      fix: `function_aliases_enabled = true in the module (an alias for each function), and terragate up ${placeOptions(place).text}: from then on each up keeps a version`,
    },
  ]);
}
