import type { Options, SearchOptions } from 'minisearch';

/**
 * Words as they are found: in small letters, without the end that a form of them has, and words of one meaning as one.
 * The small words of a question are none. VitePress writes the function into the site as text: it uses nothing of this
 * file.
 */
export const WORDS: Pick<Options, 'processTerm'> = {
  processTerm: (term) => {
    const small =
      /^(?:an?|and|any|are|at|be|but|by|can|could|did|do|does|for|from|gets?|getting|ha[sd]|have|how|i|if|in|into|is|its?|let|may|me|my|need|of|on|or|our|should|some|that|the|their|them|there|they|this|to|us|used?|using|want|was|we|what|when|where|which|while|who|why|will|with|would|you|your)$/;
    const families: Readonly<Record<string, RegExp>> = {
      function: /^lambdas?$/,
      delete: /^(?:destroy|remove|uninstall|teardown)(?:s|ed|ing)?$/,
      mail: /^e-?mails?$/,
      cost: /^(?:price|pricing|bill|billing|billed|expensive|cheap|pay|paid)s?$/,
      firewall: /^waf$/,
      container: /^docker(?:file)?$/,
      memory: /^ram$/,
      certificate: /^(?:ssl|https|cert|certs)$/,
      mutual: /^mtls$/,
      database: /^(?:db|databases|postgres|postgresql|aurora|rds)$/,
      login: /^(?:logins?|signin|sign-in|log-in)$/,
      limit: /^(?:quota|maximum|max)s?$/,
      large: /^(?:big|huge)$/,
      debug: /^(?:debugger|debugging|breakpoints?)$/,
      rollback: /^(?:revert|undo)$/,
      queue: /^(?:sqs|queues)$/,
      schedule: /^(?:cron|schedules|scheduled|scheduler)$/,
    };
    const word = term.toLowerCase();
    if (small.test(word)) return null;
    const family = Object.keys(families).find((name) => families[name]?.test(word)) ?? word;
    return family.length < 5 ? family : family.replace(/(?:ing|ed|es|e|s)$/, '');
  },
};

/** How the search ranks: the page of a task before what other pages say of it. */
export const RANKING: SearchOptions = {
  // Short words are near to many others
  fuzzy: (term) => (term.length > 5 ? 0.2 : false),
  prefix: (term) => term.length > 2,
  weights: { fuzzy: 0.2, prefix: 0.3 },
  boost: { title: 4, text: 2, titles: 1 },
  boostDocument: (address: string) => {
    if (/^\/(?:decisions|modules|examples)\//.test(address)) return 0.3;
    const beside =
      /^\/(?:architecture|behaviour|benchmarks|changelog|contract|contributing|decisions|glossary|overview|security)\.html/;
    if (beside.test(address)) return 0.5;
    return address.startsWith('/local-aws.html') ? 0.7 : 1;
  },
};
