import { Integration, integrationSettings } from './integration';
import { FOR_REST, type ForRest } from './kind';
import { velocity } from './literal';

/** Options of an answer. */
export interface MockOptions {
  /** Status of the answer. @default 200 */
  readonly statusCode?: number;
  /** Body of the answer, as text or as a Velocity template, whose `${x}` is Velocity's. @default - none */
  readonly body?: string;
  /** Media type of the answer. @default 'application/json' */
  readonly contentType?: string;
}

/**
 * An answer of API Gateway itself: nothing runs. REST APIs only.
 *
 * @example Mock.response({ body: '{"status": "ok"}' })
 */
export class Mock extends Integration<ForRest> {
  /** Makes an integration that answers every request with one fixed response. */
  static response(options: MockOptions = {}): Mock {
    const settings = integrationSettings('Mock.response', options);
    if (options.body !== undefined) settings.body = velocity(options.body);
    return new Mock(FOR_REST, { type: 'mock', ...settings });
  }
}
