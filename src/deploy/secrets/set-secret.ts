import { UserError } from '../../errors';
import type { Project } from '../../project';
import { goesOn } from '../agreed';
import { accountInWords } from '../aws-account';
import { inEnvironment, placeOptions } from '../aws-place';
import { lock } from '../lock';
import type { SecretOptions } from './secret-options';
import { SecretPlace } from './secret-place';
import { type KeptSecret, MOST_BYTES, type SecretStore, STORE_WORDS, type StoreName } from './secret-store';

export interface SetSecretOptions extends SecretOptions {
  /** The variable that the app reads. */
  readonly name: string;
  /** Store for the value. @default - the one that has it already, else SSM */
  readonly store?: StoreName;
  /** Reads the value, once everything else is clear. */
  readonly readValue: () => Promise<string>;
}

/** A secret that was set. */
export interface SecretSet {
  readonly project: string;
  readonly environment?: string;
  /** Whether it was agreed to. */
  readonly done: boolean;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly store: StoreName;
  /** What the app reads it by. @default - nothing was done */
  readonly arn?: string;
  /** Whether another value was there before. */
  readonly replaced: boolean;
  /** File that names it now, from the folder of the project. @default - it could not be written: see `byHand` */
  readonly file?: string;
  /** Whether that file has changed: the deployment learns of it by the next `up`. */
  readonly fileChanged: boolean;
  /** What is to be added by hand, and where. @default - the file names it */
  readonly byHand?: readonly string[];
}

/**
 * Keeps a value for a variable of a deployment on AWS, and writes its ARN into the variables of the deployment. The value
 * is in no file, no argument and no output.
 *
 * @throws UserError where AWS refuses it, or the value is none
 */
export async function setSecret(project: Project, options: SetSecretOptions): Promise<SecretSet> {
  const { name, environment, signal, show } = options;
  const held = await lock(project, 'secret --aws', { signal, progress: show });
  try {
    const place = await SecretPlace.of(project, options, signal);
    const kept = await place.find(name);
    const store = storeFor(place, kept, options);
    const before = kept.find((one) => one.store === store.name);
    checkReplaceable(before);
    const obstacle = place.file.obstacle(name);
    const named = place.file.entries.get(name);
    const result = {
      project: project.name,
      ...(environment === undefined ? {} : { environment }),
      name,
      account: place.identity.account,
      region: place.aws.region,
      store: store.name,
      replaced: before !== undefined,
    };
    show(await place.described());
    show(
      `  secret   ${place.pathOf(name)}${before ? `, changed ${before.changedAt}: its value is replaced` : ', new'}`,
    );
    show(`  in       ${STORE_WORDS[store.name]}`);
    show(`  file     ${obstacle === undefined ? place.file.name : `none: ${obstacle}`}`);
    if (named !== undefined && named !== before?.arn)
      show(`           ${name} is ${named} there, and is replaced`);
    const text = `Keep ${name} in ${inEnvironment(options)}${accountInWords(place.identity.account)}?`;
    if (!(await goesOn(options, text, 'to keep the secret')))
      return { ...result, done: false, fileChanged: false };
    const value = checkedValue(name, await options.readValue(), store.name, placeOptions(options).text);
    const arn = await store
      .put(place.pathOf(name), value, tagsOf(project, environment), before)
      .catch((error) => {
        throw withoutValue(error, value);
      });
    const fileChanged = place.file.set(name, arn);
    const isNamed = place.file.entries.get(name) === arn;
    return {
      ...result,
      done: true,
      arn,
      fileChanged,
      ...(isNamed ? { file: place.file.name } : { byHand: place.file.byHand(name, arn) }),
    };
  } finally {
    held.release();
  }
}

/** The store for a value. @throws UserError where another one has the secret */
function storeFor(
  { stores }: SecretPlace,
  kept: readonly KeptSecret[],
  { name, store, ...place }: SetSecretOptions,
): SecretStore {
  const [first] = kept;
  if (store !== undefined && first && !kept.some((one) => one.store === store))
    throw new UserError([
      {
        where: '--in',
        what: `${name} is kept in another store already, and would be there twice`,
        got: store,
        allowed: [first.store],
        fix: `leave --in out; to move it: terragate secret remove ${name} ${placeOptions(place).text}, and then this command again`,
      },
    ]);
  const wanted = store ?? first?.store;
  return stores.find((one) => one.name === wanted) ?? stores[0];
}

function checkReplaceable(before: KeptSecret | undefined): void {
  if (before?.fault === undefined) return;
  throw new UserError([
    {
      where: before.path,
      what: `${before.fault}, and not one of terragate secret`,
      fix: `look whose it is (aws ssm describe-parameters), and remove it: aws ssm delete-parameter --name ${before.path}`,
    },
  ]);
}

function checkedValue(name: string, value: string, store: StoreName, place: string): string {
  const bytes = Buffer.byteLength(value);
  const most = MOST_BYTES[store];
  const [what, fix] =
    value === ''
      ? ['the value is empty', 'type it, or give it by standard input']
      : /\0|\uFFFD/.test(value)
        ? ['the value is no text: a variable holds text', 'encode it, such as by base64']
        : bytes > most
          ? [
              `the value has ${bytes} bytes, and ${STORE_WORDS[store]} takes ${most}`,
              store === 'ssm'
                ? `keep it in the other store: terragate secret set ${name} ${place} --in secrets-manager`
                : 'keep it in a bucket, and give the app its name',
            ]
          : [];
  if (what === undefined || fix === undefined) return value;
  throw new UserError([{ where: name, what, fix }]);
}

function tagsOf({ name }: Project, environment: string | undefined): Readonly<Record<string, string>> {
  return { app: name, managed_by: 'terragate', ...(environment === undefined ? {} : { environment }) };
}

/** An error whose text may repeat what was sent, without the value. */
function withoutValue(error: unknown, value: string): unknown {
  if (!(error instanceof UserError)) return error;
  const clean = (text: string) => text.replaceAll(value, '***');
  return new UserError(error.problems.map((one) => ({ ...one, what: clean(one.what) })));
}
