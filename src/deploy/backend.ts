import { join, relative } from 'node:path';
import { UserError } from '../errors';
import type { Project } from '../project';
import { atLeast, makeFolder, readText, writeFileAtomic } from '../system';
import { type Asking, goesOn } from './agreed';
import { AwsAccount, type Identity, whoAndWhere } from './aws-account';
import { type AwsPlace, placeOptions } from './aws-place';
import { AwsRoot, rememberedBackend } from './aws-root';
import { environmentFor, wantedRegion } from './aws-target';
import {
  BACKEND_MARKER,
  backendOf,
  backendText,
  placeIn,
  type S3Settings,
  settingsIn,
  settingsText,
} from './backend-file';
import { checkAccount } from './deployment';
import { ENVIRONMENTS, environmentVariables, stateOf } from './environment';
import { FilesBefore } from './files-before';
import { LocalState } from './local-state';
import { lock } from './lock';
import type { Report } from './report';
import { deployed, isEmptyState } from './state';
import { LOCK_TABLE, type Made, makeLockTable, makeStateBucket, stateBucket, stateIn } from './state-bucket';
import { findTerraform, Interrupted } from './terraform';
import { terraformVersion } from './terraform-version';

/** The state of a root without a backend. */
const ROOT_STATE = 'terraform.tfstate';

export interface BackendOptions extends AwsPlace, Asking {
  readonly report: Report;
}

/** The place of a state on AWS. */
export interface Backend {
  readonly project: string;
  readonly environment?: string;
  /** Whether it was agreed to. */
  readonly done: boolean;
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** What keeps two commands from changing a state at the same time: a file beside it, or a table. */
  readonly lock: 'file' | 'table';
  /** Files that were written, from the folder of the project. */
  readonly files: readonly string[];
  /** The number of resources in a state of this machine that has been moved there. */
  readonly moved: number;
}

/**
 * Puts the state of a project, or of one of its environments, into a bucket of S3, which is made where it is missing, and
 * writes into the root where it is. A state beside the root is moved there.
 *
 * @throws UserError where the root has a backend of the user's own, or AWS refuses a step
 */
export async function makeBackend(project: Project, options: BackendOptions): Promise<Backend> {
  const { environment, report, signal, show } = options;
  const own = checkOwnBackend(project);
  if (environment !== undefined) {
    environmentVariables(project, environment);
    checkRootStateFirst(project, options);
  }
  const held = await lock(project, 'backend --aws', { signal, progress: show });
  try {
    const env = environmentFor(options);
    const region = wantedRegion(options.region, env, 'the bucket');
    const lockedByFile = atLeast(await terraformVersion(findTerraform(), env), '1.10');
    const aws = new AwsAccount(region, env, signal);
    const identity = await aws.identity();
    const settings: S3Settings = {
      bucket: stateBucket(identity, aws),
      key: [project.name, ...(environment === undefined ? [] : [environment]), 'terraform.tfstate'].join('/'),
      region,
      lock: lockedByFile ? 'file' : { table: LOCK_TABLE },
      isEmulated: aws.isEmulated,
    };
    const files = filesFor(project, environment, settings, own);
    const remote = await stateIn(aws, identity, settings.bucket, settings.key);
    const local = new LocalState(
      join(project.root, environment === undefined ? ROOT_STATE : stateOf(environment)),
      remote,
    );
    checkPlace(project, settings, files, remote !== undefined && !local.isThere);
    const { accounts, resources } = deployed(local.text);
    checkAccount(accounts, identity);
    const result = {
      project: project.name,
      ...(environment === undefined ? {} : { environment }),
      account: identity.account,
      region,
      bucket: settings.bucket,
      key: settings.key,
      lock: lockedByFile ? ('file' as const) : ('table' as const),
      files: [...files.keys()].map((path) => relative(project.folder, path)),
    };
    for (const line of await described(aws, identity, result)) show(line);
    if (!(await goesOn(options, `Keep the state in account ${identity.account}?`, 'to make the backend')))
      return { ...result, done: false, moved: 0 };
    const inWords = (name: string, made: Made) => ({ value: made, summary: `${name}, ${made}` });
    await report.stage('bucket', async () => inWords(settings.bucket, await makeStateBucket(aws, identity)));
    if (!lockedByFile)
      await report.stage('lock table', async () => inWords(LOCK_TABLE, await makeLockTable(aws)));
    if (signal.aborted) throw new Interrupted();
    const before = new FilesBefore([...files.keys(), rememberedBackend(project, env, environment)]);
    try {
      for (const [path, text] of files) {
        makeFolder(join(path, '..'));
        writeFileAtomic(path, text);
      }
      const root = new AwsRoot(project, options, {
        log: 'backend.log',
        onProcess: (pid) => held.noteTerraform(pid),
        signal,
      });
      await report.stage('state', async () => {
        await local.push(root);
        const what = local.text ? `moved, with ${resources} resources` : 'nothing to move';
        return { value: undefined, summary: what };
      });
    } catch (error) {
      before.putBack();
      throw error;
    }
    return { ...result, done: true, moved: resources };
  } finally {
    held.release();
  }
}

/** What would be made, in lines for people. */
async function described(
  aws: AwsAccount,
  identity: Identity,
  { bucket, key, lock, files }: Omit<Backend, 'done' | 'moved'>,
): Promise<string[]> {
  return [
    whoAndWhere(identity, [aws.region], await aws.alias()),
    `  bucket   ${bucket}: versioned, encrypted, closed to the public, by TLS alone`,
    `  state    ${key}`,
    `  lock     ${lock === 'file' ? 'a file beside the state' : `the table ${LOCK_TABLE}, for Terraform before 1.10`}`,
    ...files.map((path) => `  file     ${path}`),
  ];
}

/** @throws UserError where the root, or a stack, says itself where its state is */
function checkOwnBackend(project: Project): ReturnType<typeof backendOf> {
  if (project.cdktf !== undefined)
    throw new UserError([
      {
        where: project.settings,
        what: 'the root is synthesized from a stack, which says itself where its state is',
        fix: "add to the stack: new S3Backend(this, { bucket: '...', key: '...', region: '...', encrypt: true })",
      },
    ]);
  const backend = backendOf(project);
  if (!backend || backend.isOurs) return backend;
  throw new UserError([
    {
      where: relative(process.cwd(), join(project.root, backend.file)),
      what: `the root has a backend "${backend.type}" of its own, which terragate does not change`,
      fix: 'keep it: up --aws uses it. To have another one made, take the block out, and move the state by terraform init -migrate-state',
    },
  ]);
}

/** The files of a backend, by their paths: what says where the state of the environment is. */
function filesFor(
  project: Project,
  environment: string | undefined,
  settings: S3Settings,
  own: ReturnType<typeof backendOf>,
): ReadonlyMap<string, string> {
  const block = join(project.root, own?.file ?? 'backend.tf');
  if (environment === undefined) return new Map([[block, backendText(settings)]]);
  const file = join(project.root, ENVIRONMENTS, `${environment}.s3.tfbackend`);
  return new Map([...(own ? [] : [[block, backendText()] as const]), [file, settingsText(settings)]]);
}

/**
 * Refuses to write a place over another one, whose state would be forgotten, and a key under which there is a state that
 * this project does not name: it is that of another project of the same name. The same for a file that is not ours.
 *
 * @param files those to write; the last one says where the state is
 * @param isOther whether there is a state under the key that is not the one to move
 */
function checkPlace(
  project: Project,
  settings: S3Settings,
  files: ReadonlyMap<string, string>,
  isOther: boolean,
): void {
  const texts = [...files.keys()].map((path) => ({ path, text: readText(path) }));
  const foreign = texts.filter(({ text }) => text !== undefined && !text.startsWith(BACKEND_MARKER));
  if (foreign.length)
    throw new UserError(
      foreign.map(({ path }) => ({
        where: relative(process.cwd(), path),
        what: 'the file is not one of terragate backend, which does not change it',
        fix: 'move it away, or keep it: up --aws uses it',
      })),
    );
  const { path = '', text = '' } = texts.at(-1) ?? {};
  const [wanted, there] = [`s3://${settings.bucket}/${settings.key}`, placeIn(settingsIn(text))];
  if (there === wanted) return;
  if (there !== undefined)
    throw new UserError([
      {
        where: relative(process.cwd(), path),
        what: `the state is in ${there} already, and would be in another place`,
        got: wanted,
        fix: 'give the --region and --profile of the place where it is; to move it, change the file by hand and run terraform init -migrate-state',
      },
    ]);
  if (!isOther) return;
  throw new UserError([
    {
      where: wanted,
      what: 'there is a state already, which no file of this project names: it may be that of another project with this name',
      fix: `where it is this project's, get its files from the repository of the project; else give this one another "name" in ${relative(process.cwd(), project.settings)}`,
    },
  ]);
}

/** Refuses an environment before the state beside the root, which Terraform would take for one to move. */
function checkRootStateFirst({ root, name }: Project, { environment, ...place }: AwsPlace): void {
  if (isEmptyState(readText(join(root, ROOT_STATE)) ?? '')) return;
  throw new UserError([
    {
      where: name,
      what: `the deployment without an environment has its state in ${ROOT_STATE}: it is to be moved first`,
      fix: `terragate backend ${placeOptions(place).text}, and then this command again`,
    },
  ]);
}
