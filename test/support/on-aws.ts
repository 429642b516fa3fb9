import { type Moto, startMoto } from './moto';
import { type SharedProvider, type SharedProviderOptions, startSharedProvider } from './provider';
import { describeUnless, describeWithTools, type ToolName } from './tools';

/** An emulated AWS for the tests of one suite: there from its first hook on. */
export interface EmulatedAws {
  readonly moto: Moto;
  /** The AWS provider that all commands of the suite use. Asking for it where the suite has none is an error. */
  readonly provider: SharedProvider;
}

/** What a suite needs. */
export interface Needs {
  /** Programs beside the Python of the emulated AWS. */
  readonly tools: readonly ToolName[];
  /** How its provider is started; `false`: each command starts its own, as a user's does. @default {} */
  readonly provider?: SharedProviderOptions | false;
  /** Reasons to leave the suite out here, with a word, also where all tools are there. @default - none */
  readonly unless?: readonly string[];
}

/**
 * `describeWithTools` for a suite against an emulated AWS, which is started before the suite's own hooks and ends after
 * them.
 *
 * @example describeOnAws('a REST API', { tools: ['terraform'] }, (aws) => test('...', () => fetch(aws.moto.url)))
 */
export function describeOnAws(
  title: string,
  { tools, provider: options = {}, unless = [] }: Needs,
  suite: (aws: EmulatedAws) => void,
): void {
  const onAws = () => {
    let moto: Moto | undefined;
    let provider: SharedProvider | undefined;

    beforeAll(async () => {
      moto = await startMoto();
      if (options) provider = await startSharedProvider(moto.url, options);
    }, 300_000);

    suite({
      get moto() {
        return started(moto, 'emulated AWS');
      },
      get provider() {
        return started(provider, 'provider');
      },
    });

    afterAll(async () => {
      await provider?.stop();
      await moto?.stop();
    }, 60_000);
  };
  if (unless.length) describeUnless(title, unless, onAws);
  else describeWithTools(title, [...tools, 'python3'], onAws);
}

function started<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the suite has no ${what} yet, or none at all`);
  return value;
}
