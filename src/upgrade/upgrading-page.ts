import { join } from 'node:path';
import { readText } from '../system';
import { atLeast } from '../system/version';

/** What a version asks of those who have something. */
export interface UpgradeStep {
  /** The version that asks. */
  readonly version: string;
  /** What they have, in words. */
  readonly what: string;
  /** What they do then, in words. */
  readonly fix: string;
}

const PAGE = join(__dirname, '../../docs/upgrading.md');
/** A section of the page: `## From 0.1.0 to 0.2.0`. */
const SECTION = /^## From .+ to (\d+\.\d+\.\d+)$/;
/** A row of its table. A `|` of the text has a backslash before it. */
const ROW = /^\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|$/;

/**
 * Reads what the versions after one ask of a project, in the order of docs/upgrading.md.
 *
 * @param from the version that the project has; undefined where that is not known
 * @param to the version that it gets
 */
export function upgradeSteps(
  from: string | undefined,
  to: string,
  page = readText(PAGE) ?? '',
): readonly UpgradeStep[] {
  const steps: UpgradeStep[] = [];
  let version: string | undefined;
  for (const line of page.split('\n')) {
    if (line.startsWith('#')) version = SECTION.exec(line)?.[1];
    const [, what, fix] = ROW.exec(line) ?? [];
    if (version === undefined || what === undefined || fix === undefined || /^[-\s]*$/.test(fix)) continue;
    const isAfter = from === undefined || !atLeast(from, version);
    if (isAfter && atLeast(to, version)) steps.push({ version, what: words(what), fix: words(fix) });
  }
  // The first row of a table names its columns
  return steps.filter(({ what }) => what !== HEADING);
}

const HEADING = 'what they have';

/** A cell as it is read: a link is its text. */
function words(cell: string): string {
  return cell
    .trim()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('\\|', '|');
}
