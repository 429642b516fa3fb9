import { Fn } from '../framework';
import { isToken } from './names';

/** A CloudFront distribution, in front of the pages that may call an API. */
export interface DistributionLike {
  /** Domain that CloudFront gave the distribution. @example 'd111111abcdef8.cloudfront.net' */
  readonly domainName: string;
  /** Further domains of the distribution. @default - none */
  readonly aliases?: readonly string[] | undefined;
  /**
   * The `aliases` as they were given, for a construct that distinguishes them from the resulting ones.
   *
   * @default - none
   */
  readonly aliasesInput?: readonly string[] | undefined;
}

/** Origins as a list: texts, and an expression of Terraform for aliases that only Terraform knows. */
export function originList(origins: readonly (string | DistributionLike)[]): unknown {
  const texts: string[] = [];
  const lists: unknown[] = [];
  for (const origin of origins) {
    if (typeof origin === 'string') {
      texts.push(origin);
      continue;
    }
    texts.push(`https://${origin.domainName}`);
    const aliases = 'aliasesInput' in origin ? origin.aliasesInput : origin.aliases;
    if (aliases === undefined) continue;
    if (isToken(aliases)) lists.push(Fn.formatlist('https://%s', [aliases]));
    else texts.push(...aliases.map((alias) => `https://${alias}`));
  }
  const unique = [...new Set(texts)];
  return lists.length ? Fn.distinct(Fn.concat([unique, ...lists])) : unique;
}
