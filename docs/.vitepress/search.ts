import type { Options, SearchOptions } from 'minisearch';

/**
 * Words as they are found: in small letters and without the end that a form of them has; the small words of a question
 * are none. VitePress writes the function into the site as text: it uses nothing of this file.
 */
export const WORDS: Pick<Options, 'processTerm'> = {
  processTerm: (term) => {
    const word = term.toLowerCase();
    if (/^(?:an?|and|can|do|does|for|how|i|in|is|it|my|of|on|or|the|to|what|with)$/.test(word)) return null;
    return word.length < 5 ? word : word.replace(/(?:ing|ed|es|e|s)$/, '');
  },
};

/** How the search ranks: the page of a task before what other pages say of it. */
export const RANKING: SearchOptions = {
  fuzzy: 0.2,
  prefix: true,
  boost: { title: 4, text: 2, titles: 1 },
  boostDocument: (address: string) => {
    if (/^\/(?:decisions|modules|examples)\//.test(address)) return 0.3;
    const beside =
      /^\/(?:architecture|benchmarks|changelog|contract|contributing|decisions|glossary|local-aws|overview|security)\.html/;
    return beside.test(address) ? 0.5 : 1;
  },
};
