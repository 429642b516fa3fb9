import { UserError } from '../errors';
import type { Project } from '../project';
import type { SigningService } from './signature';

/**
 * One of the APIs of a project.
 *
 * @param name of the API. @default - the only one; function URLs beside it have to be named
 * @throws UserError when the project has no such API, or several and none was named
 */
export function namedApi<T extends { readonly name: string; readonly service?: SigningService }>(
  project: Project,
  apis: readonly T[],
  name: string | undefined,
): T {
  const gateways = apis.filter(({ service }) => service !== 'lambda');
  const [first, second] = gateways.length ? gateways : apis;
  const found = name === undefined ? (second ? undefined : first) : apis.find((one) => one.name === name);
  if (found) return found;
  throw new UserError([
    {
      where: project.name,
      what: !first
        ? 'the project has no API'
        : name === undefined
          ? 'the project has several APIs'
          : `the project has no API ${name}`,
      ...(name === undefined ? {} : { got: name }),
      ...(first ? { allowed: apis.map((one) => one.name) } : {}),
      fix: first ? 'give the name of an API' : 'add a module with an API to its Terraform root',
    },
  ]);
}
