import { UserError } from '../../errors';
import type { Project } from '../../project';
import { goesOn } from '../agreed';
import { accountInWords } from '../aws-account';
import { inEnvironment, placeOptions } from '../aws-place';
import { findDeployment } from '../deployment';
import { lock } from '../lock';
import { variableOf } from './secret-name';
import type { SecretOptions } from './secret-options';
import { SecretPlace } from './secret-place';
import { type KeptSecret, STORE_WORDS } from './secret-store';

/** A secret that was removed, or is about to be. */
export interface SecretRemoved {
  readonly project: string;
  readonly environment?: string;
  /** Whether it was agreed to. */
  readonly done: boolean;
  readonly name: string;
  /** ARNs of what AWS no longer keeps, or not for long. */
  readonly removed: readonly string[];
  /** Functions that read it when they start, for which it is kept until they no longer do. */
  readonly usedBy: readonly string[];
  /** File that named it, from the folder of the project. @default - none did, or it could not be changed */
  readonly file?: string;
}

/**
 * Takes a secret out of the variables of a deployment, and removes it once no function reads it: one that does would not
 * start any more.
 *
 * @throws UserError where there is no such secret, or functions read it that the variables no longer name it for
 */
export async function removeSecret(
  project: Project,
  options: SecretOptions & { readonly name: string },
): Promise<SecretRemoved> {
  const { name, environment, signal, show } = options;
  const held = await lock(project, 'secret --aws', { signal, progress: show });
  try {
    const place = await SecretPlace.of(project, options, signal);
    const kept = await place.find(name);
    const isNamed = place.file.entries.has(name);
    if (!kept.length && !isNamed) throw await noSuchSecret(place, name, options);
    const deployment = kept.length ? await findDeployment(project, options, signal) : undefined;
    const usedBy = (deployment?.functions ?? [])
      .filter((one) => kept.some(({ arn }) => one.secrets.some((used) => isOf(used, arn))))
      .map((one) => one.name);
    if (usedBy.length && !isNamed) throw stillUsed(name, usedBy, options);
    const result = {
      project: project.name,
      ...(environment === undefined ? {} : { environment }),
      name,
      usedBy,
    };
    show(await place.described());
    if (isNamed) show(`  file     ${place.file.name}: ${name} is taken out`);
    for (const one of kept)
      show(
        `  secret   ${one.path} in ${STORE_WORDS[one.store]} ${usedBy.length ? `stays: ${usedBy.join(', ')} would not start without it` : 'is removed'}`,
      );
    const text = `Remove ${name} from ${inEnvironment(options)}${accountInWords(place.identity.account)}?`;
    if (!(await goesOn(options, text, 'to remove the secret')))
      return { ...result, done: false, removed: [] };
    const changed = place.file.remove(name);
    const removed: string[] = [];
    for (const one of usedBy.length ? [] : kept) {
      show(`${one.path}: ${await removeFrom(place, one)}`);
      removed.push(one.arn);
    }
    return { ...result, done: true, removed, ...(changed ? { file: place.file.name } : {}) };
  } finally {
    held.release();
  }
}

async function removeFrom({ stores }: SecretPlace, secret: KeptSecret): Promise<string> {
  const [store = stores[0]] = stores.filter(({ name }) => name === secret.store);
  return store.remove(secret);
}

/** Whether an ARN names a secret: that of Secrets Manager may have the key of a part behind it. */
function isOf(used: string, arn: string): boolean {
  return used === arn || used.startsWith(`${arn}:`);
}

async function noSuchSecret(place: SecretPlace, name: string, options: SecretOptions): Promise<UserError> {
  const allowed = (await place.all()).map(({ path }) => variableOf(path)).sort();
  return new UserError([
    {
      where: name,
      what: `there is no such secret in account ${place.identity.account}, region ${place.aws.region}, and ${place.file.name} names none`,
      got: name,
      ...(allowed.length ? { allowed } : {}),
      fix: `correct the name: terragate secret list ${placeOptions(options).text} prints them`,
    },
  ]);
}

function stillUsed(name: string, usedBy: readonly string[], options: SecretOptions): UserError {
  const place = placeOptions(options).text;
  return new UserError([
    {
      where: name,
      what: `${usedBy.join(', ')} read it when they start, and would not start without it`,
      fix: `terragate up ${place}, and then this command again`,
    },
  ]);
}
