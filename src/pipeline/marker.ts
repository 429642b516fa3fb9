import type { Marker } from '../system/marked-tree';

/** First line of the files that `terragate pipeline` writes. */
export const MARKER = '# Written by terragate pipeline, which writes it again: changes are lost.';

/** The way to tell them from all others. */
export const OURS: Marker = {
  pattern: /^# Written by terragate pipeline, which writes it again: changes are lost\.$/m,
  names: /\.(?:tf|tfbackend|ya?ml)$/,
  command: 'terragate pipeline',
};
