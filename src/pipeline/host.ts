import { type Hcl, hcl } from '../hcl';
import type { PipelineEnvironment } from './environments';

/** What AWS is told of the host that runs a pipeline. */
export interface Host {
  readonly kind: 'github' | 'gitlab';
  /** Name of the host in sentences. */
  readonly title: Hcl;
  /** Address of what signs its tokens, without `https://`. */
  readonly issuer: string;
  readonly audience: string;
  /** Why the conditions are as they are: lines of a comment. */
  readonly why: readonly Hcl[];
  /** Subjects of the tokens of plans. */
  readonly planSubjects: readonly string[];
  /** Whether `*` in these subjects is any text. @default false */
  readonly hasPatterns?: boolean;
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

/** A pipeline's place in GitLab. */
export interface GitlabProject extends HostedRepository {
  /** Address of the instance. @example 'https://gitlab.com' */
  readonly url: string;
  /** Pattern of the branches whose merge requests are planned. @default - none of them */
  readonly planBranches?: string | undefined;
}

/** What tokens of a pipeline of GitLab are for: jobs ask for them by this word, and AWS takes no others. */
export const GITLAB_AUDIENCE = 'terragate';

/**
 * GitLab CI/CD.
 *
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function gitlabHost({ url, name, branch, planBranches }: GitlabProject): Host {
  const subject = (ref: string) => `project_path:${name}:ref_type:branch:ref:${ref}`;
  return {
    kind: 'gitlab',
    title: hcl`GitLab CI/CD`,
    issuer: url.replace(/^https:\/\//, '').replace(/\/+$/, ''),
    audience: GITLAB_AUDIENCE,
    why: [
      hcl`Of GitLab's tokens AWS compares the subject and the audience alone. A subject has the project and the branch: a pipeline of`,
      hcl`a merge request has its source branch there, and one of a fork the project of the fork (GitLab 18.2.2 and later). Neither an`,
      hcl`environment nor an approval is in it: who may push to the deployed branch, or merge into it, may take the roles that apply.`,
      ...(planBranches === undefined
        ? [
            hcl`No merge request is planned: --plan-branches says whose branches may take the roles that read.`,
          ]
        : [hcl`Who may push a branch of the pattern below may take the roles that read.`]),
    ],
    planSubjects: [subject(branch), ...(planBranches === undefined ? [] : [subject(planBranches)])],
    hasPatterns: planBranches?.includes('*') === true,
    applyClaims: () => ({ sub: subject(branch) }),
  };
}
