import type { ApiKind } from '../../api-kind';
import type { ApiModel } from '../../openapi';

/** The app that a router module is for, and the kind of API in front of it. */
export interface RouterProps {
  /** Name of the module, and the default of its input `name`. @example 'my-api' */
  readonly name: string;
  /** The kind of API in front of the app. */
  readonly kind: ApiKind;
  /** The app's document, as `readApi` gives it. */
  readonly api: ApiModel;
}
