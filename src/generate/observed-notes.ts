import { FINDING_KINDS, type FindingKind, type LambdaFinding, type Observed } from '../bundle';
import type { NewOptions } from './options';
import type { RouteChoice } from './routes';
import { listed, servedNotes } from './served';

/**
 * Variables that Lambda or the module of an app sets, whatever the environment of this machine.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const IN_THE_FUNCTION =
  /^(?:AWS_(?:(?:DEFAULT_)?REGION|ACCESS_KEY(?:_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN|EXECUTION_ENV|(?:LAMBDA|LWA|XRAY)_\w+)|_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_\w+|LANG|PATH|LD_LIBRARY_PATH|PYTHONPATH|TZ|PORT|ALLOWED_ORIGINS|CORS_\w+|COGNITO_CLIENT_IDS|TERRAGATE_APP)$/;

/** What the import of an added app showed, in lines for the user. */
export function observedNotes(
  { unlisted, variables, envFiles, appeared, findings = [], unread = [] }: Observed,
  options: Pick<NewOptions, 'integrationPattern' | 'computeType' | 'iac'>,
  choice: Pick<RouteChoice, 'routes'>,
): string[] {
  const outside = variables.filter(({ name }) => !IN_THE_FUNCTION.test(name));
  const lacking = outside.filter((one) => one.set).map(({ name }) => name);
  const unset = outside.filter((one) => !one.set).map(({ name }) => name);
  const place = options.iac === 'terraform' ? 'infra/main.tf' : 'infra/stack.ts';
  const from = envFiles.length ? ` or in ${envFiles.join(', ')}` : '';
  return [
    ...servedNotes(unlisted, options, choice),
    ...(lacking.length
      ? [
          `the app reads ${lacking.join(', ')}, set on this machine${from}, and not in the function: set ${lacking.length > 1 ? 'them' : 'it'} by env in ${place}`,
        ]
      : []),
    ...(unset.length
      ? [`the app reads ${unset.join(', ')}${lacking.length ? ' too' : ''}, set nowhere: it starts without`]
      : []),
    ...(appeared.length ? [`the import of the app made ${listed(appeared)} in its folder, which stays`] : []),
    ...unread.map((what) => `not looked at for what Lambda does in another way: ${what}`),
    ...findingNotes(findings),
  ];
}

/** What Lambda does in another way than the app expects, a line for each kind. */
function findingNotes(findings: readonly LambdaFinding[]): string[] {
  const others = findings.filter(({ kind }) => kind !== 'websocket'); // among what is served
  const kinds = new Set<FindingKind>(others.map(({ kind }) => kind));
  const lines = [...kinds].map((kind) => {
    const { title, does } = FINDING_KINDS[kind];
    const places = others
      .filter((one) => one.kind === kind)
      .map(({ file, line, code }) => (file === undefined ? code : `${file}:${line}`));
    return `${title} ${does}: ${listed(places)}`;
  });
  return lines.length ? [...lines, 'terragate inspect --app says what to do about it'] : [];
}
