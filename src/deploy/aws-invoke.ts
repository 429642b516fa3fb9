import type { Project } from '../project';
import { IAM, routeFor } from './api-routes';
import { type AwsPlace, placeOptions } from './aws-place';
import { addressOf, deploymentOf, identityFor } from './deployment';
import { type Answer, exchange, hasHeader, type InvokeOptions, requestOf } from './invoke';
import { namedApi } from './named-api';
import { signature } from './signature';

/**
 * Sends a request to an API of a project on AWS. It is signed by the credentials of the command where the route asks for
 * that; a redirect is an answer like any other, and followed nowhere.
 *
 * @throws UserError when nothing is deployed, or there is no answer
 */
export async function invokeOnAws(
  project: Project,
  place: AwsPlace,
  { signal, ...options }: Omit<InvokeOptions, 'as' | 'create'> & { readonly signal: AbortSignal },
): Promise<Answer> {
  const deployment = await deploymentOf(project, place, signal);
  const stage = namedApi(project, deployment.stages, options.api);
  // Not by a distribution, which asks for the hash of a body in place of a signature
  const address = new URL(addressOf({ invokeUrl: stage.invokeUrl }));
  const path = `${address.pathname.replace(/\/$/, '')}${options.path}`;
  const { headers, body } = requestOf(options, address.host);
  const routes = deployment.routes.get(stage.apiId);
  // The routes of an API without a document are not known: a signature does no harm there
  const isSigned =
    !hasHeader(headers, 'authorization') &&
    (!routes || routeFor(routes, options.method, options.path)?.callers === IAM);
  if (isSigned) {
    await identityFor(deployment);
    const key = await deployment.awsIn(stage.region).signingKey();
    headers.push(...(await signature({ method: options.method, path }, stage.service, headers, body, key)));
  }
  if (body) headers.push('Content-Length', String(body.length));
  return exchange({ ...options, path, address, headers, body, place: placeOptions(place), signal });
}
