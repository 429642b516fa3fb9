import type { Asking } from '../agreed';
import type { AwsPlace } from '../aws-place';

/** What the commands have in common that change secrets. */
export interface SecretOptions extends AwsPlace, Asking {}
