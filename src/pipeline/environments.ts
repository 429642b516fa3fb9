import { join } from 'node:path';
import type { S3Settings } from '../deploy/backend-file';
import { environmentNamed, environmentNames, stateBackend } from '../deploy/environment';
import { secretFolder } from '../deploy/secrets/secret-name';
import { accountOfBucket } from '../deploy/state-bucket';
import { type Problem, UserError } from '../errors';
import { VariablesFile } from '../hcl';
import type { Project } from '../project';
import { readText } from '../system';
import { apiNames } from './root-text';

/** A deployment of a project by its pipeline. */
export interface PipelineEnvironment {
  /** Name of the environment; undefined for the root without one. */
  readonly name: string | undefined;
  /** Name that the pipeline calls it by, and the environment at its host. */
  readonly title: string;
  /** Whether somebody has to agree before it is applied. */
  readonly isApproved: boolean;
  readonly account: string;
  readonly region: string;
  /** Partition of AWS that the region is in. @example 'aws' */
  readonly partition: string;
  /** Texts that names of the API's resources begin with. @example ['staging-my-api'] */
  readonly prefixes: readonly string[];
  /** Begin of the names of what the pipeline has for it. @example 'my-api-staging' */
  readonly roles: string;
  /** Place of its state. */
  readonly state: S3Settings;
  /** File of its variables, from the root. */
  readonly variables: string;
  /** Folder of the names of its secrets. @example '/terragate/shop/staging' */
  readonly secretPath: string;
  /** ARNs of the secrets that its file of variables names. */
  readonly secrets: readonly string[];
}

/** Environments that are not applied before somebody has agreed; without one of them it is the last. */
const APPROVED = /^(?:prod|live)/;

/**
 * The deployments of a project in the order of the pipeline: those that need approval come last.
 *
 * @param account of states in buckets that do not name one
 * @throws UserError where a state is on this machine, or its account is not known: all problems at once
 */
export function pipelineEnvironments(project: Project, account?: string): readonly PipelineEnvironment[] {
  const names = environmentNames(project);
  const apis = apiNames(project);
  const problems: Problem[] = [];
  const found = (names.length ? names : [undefined]).flatMap((name) => {
    try {
      return environmentOf(project, apis, name, account);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length) throw new UserError(problems);
  const approved = found.filter(({ name }) => name === undefined || APPROVED.test(name));
  const last = approved.length ? approved : found.slice(-1);
  return [
    ...found.filter((one) => !last.includes(one)),
    ...last.map((one) => ({ ...one, isApproved: true })),
  ];
}

function environmentOf(
  project: Project,
  apis: readonly string[],
  name: string | undefined,
  account: string | undefined,
): PipelineEnvironment {
  if (name !== undefined) environmentNamed(project, name);
  const backend = stateBackend(project, name);
  const { bucket, key, region, dynamodb_table: table } = backend?.settings ?? {};
  const title = name ?? 'production';
  const env = name === undefined ? '' : ` --env ${name}`;
  if (backend?.type !== 's3' || !bucket || !key || !region)
    throw new UserError([
      {
        where: name === undefined ? 'the Terraform root' : `environment ${name}`,
        what: 'its state is not in S3, where a pipeline finds it',
        got: backend?.type ?? 'a file of this machine',
        fix: `terragate backend --aws${env}`,
      },
    ]);
  const owner = accountOfBucket(bucket) ?? account;
  if (owner === undefined)
    throw new UserError([
      {
        where: backend.file,
        what: 'the name of the bucket does not say which account it is in',
        got: bucket,
        fix: 'give --account 123456789012',
      },
    ]);
  const variables = name === undefined ? 'terraform.tfvars' : `envs/${name}.tfvars`;
  const values = new VariablesFile(readText(join(project.root, variables)) ?? '');
  const secrets = [...(values.entries('secrets')?.values() ?? [])].flatMap((arn) => arn ?? []);
  return {
    name,
    title,
    isApproved: false,
    account: owner,
    region: values.textOf('region') ?? region,
    partition: partitionOf(region),
    prefixes: apis.map((api) => `${name === undefined ? '' : `${name}-`}${api}`),
    roles: [
      project.name.replace(/[^\w+=,.@-]/g, '-').slice(0, 30),
      ...(name === undefined ? [] : [name]),
    ].join('-'),
    state: {
      bucket,
      key,
      region,
      lock: table === undefined ? 'file' : { table },
      isEmulated: /^\s*use_path_style\s*=\s*true/m.test(readText(join(project.root, backend.file)) ?? ''),
    },
    variables,
    secretPath: secretFolder(project, name),
    // What stands behind the name of a secret chooses one of its keys
    secrets: secrets.map((arn) => arn.split(':').slice(0, 7).join(':')),
  };
}

/** The partition of a region. @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
