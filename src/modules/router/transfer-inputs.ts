import { type Inputs, oneOfOrNull } from '../shared/rules';

/** The input that decides how answers of a REST API reach the caller. */
export const TRANSFER_INPUTS: Inputs = {
  response_transfer_mode: {
    description: 'STREAM (parts as the app gives them, 15 minutes) or BUFFERED (29 seconds, 10 MB).',
    nullMeans: 'STREAM, BUFFERED for a Python handler',
    type: 'string',
    default: null,
    validation: [oneOfOrNull('response_transfer_mode', ['STREAM', 'BUFFERED'])],
  },
};
