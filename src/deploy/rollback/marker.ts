/** A rollback, as the description of an alias tells it: everybody sees it there, and each plan. */
export interface Rollback {
  /** Version that answers in place of the newer one. */
  readonly to: string;
  /** Version that was gone back from. */
  readonly from: string;
  /** Time of the rollback, in ISO 8601. */
  readonly since: string;
}

/** What the modules write there otherwise. */
export const USUAL_DESCRIPTION = 'The version that the API calls';

export function rollbackText({ to, from, since }: Rollback): string {
  return `terragate rollback: version ${to} in place of ${from}, since ${since}`;
}

/** The rollback that a description tells of; undefined for any other description. */
export function rollbackIn(description: unknown): Rollback | undefined {
  const [, to, from, since] =
    /^terragate rollback: version (\d+) in place of (\d+), since (\S+)$/.exec(String(description ?? '')) ??
    [];
  return to === undefined || from === undefined || since === undefined ? undefined : { to, from, since };
}
