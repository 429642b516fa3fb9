import type { Observed } from '../../src/bundle';

/** An import that says nothing beside the document. */
export const NOTHING_OBSERVED: Observed = {
  ...{ unlisted: [], variables: [], envFiles: [], appeared: [], loaded: {} },
  imported: { seconds: 0.1, slowest: [] },
};
