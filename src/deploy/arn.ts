/** The account of a resource, and its region: empty for one that is in no region. */
export interface ArnPlace {
  readonly account: string;
  readonly region: string;
}

/** The place that an ARN names; undefined where it names no account, as that of a bucket. */
export function arnPlace(arn: unknown): ArnPlace | undefined {
  const found = /^arn:[\w-]+:[\w-]+:([\w-]*):(\d{12}):/.exec(String(arn));
  return found ? { region: found[1] ?? '', account: found[2] ?? '' } : undefined;
}
