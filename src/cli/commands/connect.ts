import { join } from 'node:path';
import type { Command } from 'commander';
import type { ConnectOptions, ConnectPlan } from '../../connect';
import { type ApiSource, apiSource } from '../api-source';
import { authOption, CALLERS } from '../auth-option';
import { asData, asWords, listOf, nextSteps } from '../connected';
import { type Outputs, type Shared, shared } from '../context';
import { interrupted } from '../create';
import { StrictCommand } from '../strict-command';

interface Options extends Shared {
  readonly auth?: ConnectOptions['auth'];
  readonly out: string;
  readonly url?: string;
  readonly document?: string;
  readonly name?: string;
  readonly camelCase?: boolean;
  readonly groupByTag?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function addConnect(root: Command, outputs: Outputs): void {
  const command = root
    .command('connect')
    .description('connect a React website to the API: client, hooks, sign-in')
    .argument('<website>', 'folder of the website: Vite, TypeScript, src/main.tsx')
    .addOption(authOption('IAM'))
    .option('-o, --out <folder>', 'folder of what is written, from that of the website', 'src/api')
    .option('--url <address>', 'address of the API in development (default: that of terragate up)')
    .option('--document <file>', "an OpenAPI document, in place of the project's app; needs --url")
    .option('--name <name>', "what the hooks are called after (default: the project's API, or the title)")
    .option('--camel-case', 'names of properties in camel case, whatever the app calls them')
    .option('--group-by-tag', 'a member of the client for each tag')
    .option('--dry-run', 'print each change as a diff, and write nothing')
    .option('-y, --yes', 'ask nothing: what is not given is as by default')
    .action((website: string, options: Options) => run(website, options, outputs));
  if (command instanceof StrictCommand)
    command.checkValues(async ({ document, url }) => [
      ...(typeof url === 'string' && !isAddress(url)
        ? [{ where: '--url', what: 'the text is no address', got: url, fix: 'give https://… or /api' }]
        : []),
      ...(document !== undefined && url === undefined
        ? [
            {
              where: '--url',
              what: 'a document does not say where its API is in development',
              fix: 'give the address, such as --url http://localhost:8000',
            },
          ]
        : []),
    ]);
  shared(command, 'terragate connect ../web --auth IAM');
}

function isAddress(url: string): boolean {
  return url.startsWith('/') || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol));
}

async function run(website: string, options: Options, outputs: Outputs): Promise<void> {
  const { connectedAuth, readWebsite, writePlan } = await import('../../connect');
  const { askCallers, askToGoOn } = await import('../questions');
  const known = options.auth ?? connectedAuth(website, options.out);
  // What is wrong with the website is said before anything is asked, and before the app is imported
  readWebsite(website, known ?? 'None');
  const source = await apiSource(options, outputs, [join(website, options.out)]);
  const { printer } = source;
  const asks = !options.yes && !options.json && process.stdin.isTTY && process.stdout.isTTY;
  const auth = known ?? (asks ? await askCallers(CALLERS) : CALLERS[0]);
  if (auth === undefined) return interrupted(printer);
  const plan = await planOf(website, options, source, auth);
  if (options.dryRun) return showPatches(source, plan, website);
  if (asks && plan.changes.length > 0) {
    for (const line of listOf(plan)) printer.note(line);
    if (!(await askToGoOn('Write these files?'))) return interrupted(printer);
  }
  writePlan(plan);
  const steps = await nextSteps(plan, website, source.project !== undefined);
  printer.result(asData(plan, steps), asWords(printer, plan, steps));
}

async function planOf(
  website: string,
  options: Options,
  source: ApiSource,
  auth: ConnectOptions['auth'],
): Promise<ConnectPlan> {
  const { planConnect } = await import('../../connect');
  const { readApiFile } = await import('../../openapi');
  const { endpointHere, USUAL_PORT } = await import('../../deploy');
  const { COGNITO } = await import('../../local/local-proxy-path');
  const { out, name = source.name, url, camelCase, groupByTag } = options;
  const running = source.project && (await endpointHere(source.project, name ?? ''));
  const address = running?.url ?? `http://localhost:${USUAL_PORT}/`;
  const local = {
    url: address,
    isRunning: running !== undefined,
    ...(auth === 'None' ? {} : { signIn: new URL(COGNITO, address).href }),
  };
  return source.report.stage('client', (progress) =>
    source.document(progress, false, (path) => {
      const api = readApiFile(path);
      for (const { where, what } of api.warnings) progress(`${where}: ${what}`);
      const value = planConnect({
        website,
        out,
        api,
        auth,
        address: { given: url, local },
        ...(name === undefined ? {} : { name }),
        ...(camelCase ? { camelCase } : {}),
        ...(groupByTag ? { groupByTag } : {}),
      });
      return { value, summary: `${value.name}: ${api.operations.length} operations` };
    }),
  );
}

async function showPatches(
  { printer, project }: ApiSource,
  plan: ConnectPlan,
  website: string,
): Promise<void> {
  const { patchOf } = await import('../../system/patch');
  const patches = plan.changes.map(patchOf);
  const steps = await nextSteps(plan, website, project !== undefined);
  printer.result({ ...asData(plan, steps), dryRun: true, patch: patches.join('') }, [
    ...patches.map((patch) => patch.trimEnd()),
    ...(printer.quiet ? [] : [`${plan.changes.length} files; nothing was written`]),
  ]);
}
