/** The words between a command and the background process: order, messages, and the local proxies that it is to open. */
import type { Callers } from '../../callers';
import type { Project } from '../../project';
import type { SerializedError } from '../serialized-error';
import type { Stage } from '../stage';
import type { Instance } from './instance';

/** Options of the background process. */
export interface Start {
  readonly project: Project;
  readonly id: string;
  /** An AWS-compatible endpoint that runs already. @default - one is started */
  readonly endpoint?: string;
}

/** A message of the background process to its starter. */
export type BackgroundMessage =
  | { readonly kind: 'progress'; readonly line: string }
  | { readonly kind: 'ready'; readonly instance: Instance }
  | { readonly kind: 'failed'; readonly failure: SerializedError };

/** The local proxies that are to be open, and for whom. */
export interface ProxiedStages {
  /** Whether callers are checked. @default - as they are */
  readonly callers?: Callers;
  /** Whether functions are held to what Lambda allows. @default - as they are */
  readonly strict?: boolean;
  readonly stages: readonly Stage[];
  /** Port of the first, which then has to be free. @default 8400, or the next free one */
  readonly port?: number;
}
