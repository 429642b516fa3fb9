import { type Hcl, hcl } from '../hcl';
import type { PipelineEnvironment } from './environments';

/** What AWS is told of the host that runs a pipeline. */
export interface Host {
  readonly kind: 'github';
  /** Name of the host in sentences. */
  readonly title: Hcl;
  /** Address of what signs its tokens, without `https://`. */
  readonly issuer: string;
  readonly audience: string;
  /** Why the conditions are as they are: lines of a comment. */
  readonly why: readonly Hcl[];
  /** Subjects of the tokens of plans. */
  readonly planSubjects: readonly string[];
  /** Claims of the tokens that apply an environment. */
  readonly applyClaims: (environment: PipelineEnvironment) => Readonly<Record<string, string>>;
}

/** A pipeline's place in a host. */
export interface HostedRepository {
  /** Name, as subjects have it. @example 'acme/shop' */
  readonly name: string;
  readonly branch: string;
}

/**
 * GitHub Actions.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @see https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
 */
export function github({ name, branch }: HostedRepository): Host {
  const issuer = 'token.actions.githubusercontent.com';
  const main = `repo:${name}:ref:refs/heads/${branch}`;
  return {
    kind: 'github',
    title: hcl`GitHub Actions`,
    issuer,
    audience: 'sts.amazonaws.com',
    why: [
      hcl`Plans run for pull requests and on the branch that is deployed. A pull request of a fork gets no token of this repository.`,
      hcl`Applies run on that branch alone. Those that wait for approval have the environment of GitHub in their subject, so that AWS`,
      hcl`gives nothing before GitHub has let the job begin; the claim ref keeps other branches out of that environment.`,
    ],
    planSubjects: [`repo:${name}:pull_request`, main],
    applyClaims: ({ isApproved, title }): Record<string, string> =>
      isApproved ? { sub: `repo:${name}:environment:${title}`, ref: `refs/heads/${branch}` } : { sub: main },
  };
}
