import { basename } from 'node:path';
import { resolveLiteral, shown, valueIn } from './maybe-known';
import type { FunctionUrlReport } from './report';
import type { ModuleCall } from './terraform-root';

/** Folder of the module of a function URL, beside the others that synth writes. */
const FOLDER = 'function-url';

/** The calls of the module of a function URL. */
export function functionUrlCalls(calls: readonly ModuleCall[]): readonly ModuleCall[] {
  return calls.filter(({ folder }) => basename(folder) === FOLDER);
}

/** Whether a function URL is of a function that the call of a router module makes: its ARN is an output of that. */
export function isUrlOf(url: ModuleCall, router: ModuleCall | undefined): boolean {
  return (
    router !== undefined &&
    functionOf(url)
      .split(/[^\w.-]/)
      .some((word) => word.startsWith(`module.${router.name}.`) || word === `module.${router.name}`)
  );
}

/**
 * The report on a function URL. Each of them may answer every operation, whatever callers the API asks of it.
 *
 * @param from a path as the report names it
 */
export function functionUrlReport(url: ModuleCall, from: (path: string) => string): FunctionUrlReport {
  const auth = valueIn(resolveLiteral(url.inputs.auth, 'IAM'));
  const distribution = valueIn(resolveLiteral(url.inputs.distribution_enabled, false));
  // A distribution signs for whoever asks it
  const open =
    distribution === true || auth === 'NONE'
      ? true
      : auth === undefined || distribution === undefined
        ? null
        : false;
  return {
    address: `module.${url.name}`,
    file: from(url.file),
    function: functionOf(url),
    callers: open === null ? null : open ? 'NONE' : 'IAM',
    public: open,
    distribution: distribution ?? null,
  };
}

function functionOf({ inputs }: ModuleCall): string {
  const arn = resolveLiteral<unknown>(inputs.function_arn, '');
  return 'expression' in arn ? arn.expression : shown(arn.value);
}
