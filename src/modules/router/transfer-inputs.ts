import { type Inputs, oneOfOrNull } from '../shared/rules';

/** The input that decides how answers of a REST API reach the caller. */
export const TRANSFER_INPUTS: Inputs = {
  response_transfer_mode: {
    description:
      'STREAM passes each part of an answer on as the app gives it, for up to 15 minutes; BUFFERED waits for the whole answer, for 29 seconds and 10 MB at the most.',
    nullMeans: 'STREAM for a script behind the adapter, BUFFERED for a Python handler',
    type: 'string',
    default: null,
    validation: [oneOfOrNull('response_transfer_mode', ['STREAM', 'BUFFERED'])],
  },
};
