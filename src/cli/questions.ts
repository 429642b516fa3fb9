import { CHOICES, choicesFor, type GivenOptions, nameProblems, underscored } from '../generate';
import { visibleLine } from '../language/visible';

/** The choices of a question, in a few words. */
const HINTS: Readonly<Record<string, string>> = {
  'rest-api': 'streams answers, keys, validation',
  'http-api': 'cheaper and simpler',
  'function-url': 'no API Gateway: streams, cheapest; one function, signed requests or CloudFront in front',
  isolated: 'a function for each operation',
  shared: 'one function for all of them',
  IAM: 'signed requests',
  Cognito: 'tokens of a user pool, which is made too',
  None: 'anyone',
  terraform: 'a Terraform root',
  typescript: 'a stack of CDKTF or its successor',
  cdktf: 'CDKTF 0.21, which is archived; Node 20',
  cdktn: 'CDK Terrain, its successor; Node 22',
  adapter: 'Lambda Web Adapter: streams, and the app runs as under uvicorn',
  mangum: 'a Python handler',
};

/**
 * Asks who may call the API that a website is connected to.
 *
 * @returns `undefined` after Ctrl-C
 */
export async function askCallers<T extends string>(choices: readonly T[]): Promise<T | undefined> {
  const { isCancel, select } = await import('@clack/prompts');
  const options = choices.map((value) => ({
    value: value as string,
    label: value,
    hint: HINTS[value] ?? '',
  }));
  const answer = await select({ message: 'Who may call the API?', options });
  return isCancel(answer) ? undefined : choices.find((choice) => choice === answer);
}

/** Asks whether to go on. @returns false after Ctrl-C too */
export async function askToGoOn(message: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts');
  return (await confirm({ message, initialValue: true })) === true;
}

type Asked = { -readonly [K in keyof GivenOptions]: GivenOptions[K] };

/**
 * Asks for the options of a new project that were not given.
 *
 * @returns all options, or `undefined` after Ctrl-C
 */
export async function askOptions(given: GivenOptions): Promise<GivenOptions | undefined> {
  const { confirm, isCancel, select, text } = await import('@clack/prompts');
  const options: Asked = { ...given };
  let cancelled = false;
  const say = <T>(answer: T | symbol): Exclude<T, symbol> | undefined => {
    if (typeof answer !== 'symbol') return answer as Exclude<T, symbol>;
    cancelled = isCancel(answer);
    return undefined;
  };
  const write = async (key: 'name' | 'directory' | 'moduleName', message: string, initialValue: string) => {
    if (cancelled || options[key] !== undefined) return;
    const validate =
      key === 'name'
        ? (value: string | undefined) => {
            const [problem] = nameProblems('name', value || initialValue);
            return problem && `${problem.what}: ${problem.fix}`;
          }
        : undefined;
    const answer = say(
      await text({
        message,
        placeholder: initialValue,
        defaultValue: initialValue,
        ...(validate && { validate }),
      }),
    );
    options[key] = answer;
  };
  const choose = async (key: keyof typeof CHOICES, message: string) => {
    if (cancelled || options[key] !== undefined) return;
    const values: readonly string[] = choicesFor(key, options.computeType);
    if (values.length === 1) return;
    options[key] = say(
      await select({
        message,
        options: values.map((value) => ({ value, label: value, hint: HINTS[value] ?? '' })),
      }),
    );
  };

  await write('name', 'What is the project called?', 'my-api');
  await choose('computeType', 'Which kind of API?');
  await choose('integrationPattern', 'Which functions?');
  await choose('auth', 'Who may call it?');
  await choose('iac', 'Infrastructure in which language?');
  if (options.iac === 'typescript') await choose('framework', 'Stacks of which framework?');
  const rest = ['directory', 'moduleName', 'pythonVersion', 'architecture', 'handler'] as const;
  if (!cancelled && rest.some((key) => options[key] === undefined)) {
    const message = `${summary(options)}: keep that?`;
    const keep = say(await confirm({ message, initialValue: true }));
    if (keep === false) {
      await write('directory', 'In which folder is its folder made?', '.');
      await write('moduleName', 'What is the Python module called?', underscored(options.name ?? ''));
      await choose('pythonVersion', 'Which version of Python?');
      await choose('architecture', 'Which processor?');
      await choose('handler', 'What starts the app in Lambda?');
    }
  }
  return cancelled ? undefined : options;
}

/** The default of a question. */
function summary(options: GivenOptions): string {
  const { name = '', directory = '.', moduleName = underscored(name) } = options;
  const [python, processor, handler] = (['pythonVersion', 'architecture', 'handler'] as const).map(
    (key) => options[key] ?? CHOICES[key][0],
  );
  return visibleLine(
    `Folder ${directory}/${name}, module ${moduleName}, Python ${python}, ${processor}, ${handler}`,
  );
}
