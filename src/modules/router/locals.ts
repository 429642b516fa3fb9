import type { ApiKind } from '../../api-kind';
import type { ModuleStack } from '../../module-stack/module-stack';
import { AUTH, SCOPED } from './auth';
import { hclText } from './hcl-text';
import {
  authorizerTypes,
  integrationTypes,
  OWN_FUNCTION_SETTINGS,
  operationSettings,
  typesTable,
} from './operation-settings';

/**
 * Adds the local values of a file below `hcl/`: those that both kinds of API share, then those of the kind.
 *
 * @param name of the file below `shared/`, `rest/` or `http/`
 * @param file that the local values are emitted into. @default the same name
 * @throws Error when neither has the file
 */
export function addLocals(stack: ModuleStack, kind: ApiKind, name: string, file = name): void {
  const texts = ['shared', kind]
    .map((folder) => hclText(`${folder}/${name}`))
    .filter((text) => text !== undefined);
  if (texts.length === 0) throw new Error(`hcl/ has no ${name} for ${kind}`);
  for (const text of texts) stack.hcl(text, { file });
}

/** Adds the names that settings of operations and authorizers can have: the checks compare with them. */
export function addNames(stack: ModuleStack, kind: ApiKind): void {
  stack.locals(
    {
      allowed_settings: [...operationSettings(kind)],
      allowed_function_settings: [...OWN_FUNCTION_SETTINGS],
      integration_types: typesTable(integrationTypes(kind)),
      authorizer_types: typesTable(authorizerTypes(kind)),
      builtin_authorizations: [...AUTH[kind]],
      builtin_scoped_authorizations: [...SCOPED[kind]],
    },
    {
      file: 'checks.tf',
      comment: 'The names of settings, integration types, authorizer types and authorizations.',
    },
  );
}
