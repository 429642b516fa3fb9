import { raw } from '../../hcl';
import { type Inputs, message } from '../shared/rules';

/** The input that decides how answers of a REST API reach the caller. */
export const TRANSFER_INPUTS: Inputs = {
  response_transfer_mode: {
    description:
      'STREAM passes each part of an answer on as the app gives it, for up to 15 minutes; BUFFERED waits for the whole answer, for 29 seconds and 10 MB at the most. Null: STREAM for a script behind the adapter, BUFFERED for a Python handler.',
    type: 'string',
    default: null,
    validation: [
      {
        condition: raw(
          'var.response_transfer_mode == null ? true : contains(["STREAM", "BUFFERED"], var.response_transfer_mode)',
        ),
        message: message(
          'response_transfer_mode is "',
          'var.response_transfer_mode == null ? "" : var.response_transfer_mode',
          '": give STREAM or BUFFERED.',
        ),
        allowed: ['STREAM', 'BUFFERED'],
      },
    ],
  },
};
