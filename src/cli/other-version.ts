import { version } from '../../package.json';
import { recordedVersion } from '../project';
import { atLeast } from '../system/version';

/**
 * A line on the version of Terragate, where a project records another one than runs.
 *
 * @param running the version that runs. @default - that of this package
 * @returns undefined where it is the same, or the project records none
 */
export function otherVersion(folder: string, running = version): string | undefined {
  const recorded = recordedVersion(folder)?.version;
  if (recorded === undefined || recorded === running) return undefined;
  return atLeast(running, recorded)
    ? `note: this is Terragate ${running}, and the project records ${recorded}: terragate upgrade --dry-run says what would change`
    : `note: this is Terragate ${running}, and the project records ${recorded}, a newer one: npm install gets it`;
}
