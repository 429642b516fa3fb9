import type { AwsPlace } from '../aws-place';

/** What the commands on secrets have in common. */
export interface SecretOptions extends AwsPlace {
  readonly signal: AbortSignal;
  /** Whether not to ask. */
  readonly yes: boolean;
  /** Gets what would be done, line by line. */
  readonly show: (line: string) => void;
  /** Asks a question. @default - on the terminal */
  readonly ask?: (question: string) => Promise<string>;
}
