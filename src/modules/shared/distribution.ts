import { conditional, raw } from '../../hcl';
import type { Rule } from '../../module-stack/declarations';
import { as } from '../../module-stack/token';
import { eachMatches, type Inputs, matchesOrNull, message, oneOf } from './rules';

/** The cache policy of AWS by which CloudFront keeps nothing. */
export const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/** The inputs of a CloudFront distribution. @param what it serves. @example distributionInputs('website') */
export function distributionInputs(what: string): Inputs {
  return {
    web_acl_arn: {
      description: 'ARN of the web ACL (AWS WAF, scope CLOUDFRONT) that looks at each request first.',
      nullMeans: 'no web ACL',
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'web_acl_arn',
          '^arn:[^:]+:wafv2:us-east-1:[0-9]{12}:global/webacl/.+$',
          'give the ARN of a web ACL of the scope CLOUDFRONT, arn:aws:wafv2:us-east-1:<account>:global/webacl/<name>/<id>.',
        ),
      ],
    },
    aliases: {
      description: `Domains of the ${what}. The first one is its address.`,
      type: raw('list(string)'),
      default: [],
      nullable: false,
      validation: [
        eachMatches(
          'aliases',
          '^([*][.])?([a-z0-9-]+[.])+[a-z]{2,}$',
          'give a domain in lower case, such as app.example.com.',
        ),
        {
          condition: raw('!startswith(try(var.aliases[0], ""), "*")'),
          message: message(
            'aliases begins with ',
            'try(var.aliases[0], "")',
            `: its first one is the address of the ${what}, so give one without * before it.`,
          ),
        },
      ],
    },
    certificate_arn: {
      description: 'ARN of the certificate (ACM, in us-east-1) for the aliases.',
      nullMeans: `the ${what} has the domain that CloudFront gives it`,
      type: 'string',
      default: null,
      validation: [
        matchesOrNull(
          'certificate_arn',
          '^arn:[^:]+:acm:us-east-1:[0-9]{12}:certificate/.+$',
          'CloudFront takes certificates of us-east-1: arn:aws:acm:us-east-1:<account>:certificate/<id>.',
        ),
      ],
    },
    price_class: {
      description:
        'Places from which CloudFront answers: PriceClass_100 is North America and Europe, PriceClass_All the world.',
      type: 'string',
      default: 'PriceClass_100',
      nullable: false,
      validation: [oneOf('price_class', ['PriceClass_100', 'PriceClass_200', 'PriceClass_All'])],
    },
  };
}

/** The arguments of a distribution that its inputs decide, and those that each one has. */
export function distributionArguments() {
  return {
    enabled: true,
    aliases: as.list(raw('var.aliases')),
    httpVersion: 'http2and3',
    isIpv6Enabled: true,
    priceClass: as.string(raw('var.price_class')),
    webAclId: as.string(raw('var.web_acl_arn')),
    waitForDeployment: false,
    restrictions: { geoRestriction: { restrictionType: 'none' } },
    viewerCertificate: {
      cloudfrontDefaultCertificate: as.boolean(raw('var.certificate_arn == null')),
      acmCertificateArn: as.string(raw('var.certificate_arn')),
      minimumProtocolVersion: as.string(
        conditional(raw('var.certificate_arn == null'), 'TLSv1', 'TLSv1.2_2021'),
      ),
      sslSupportMethod: as.string(raw('var.certificate_arn == null ? null : "sni-only"')),
    },
    tags: as.map(raw('var.tags')),
  };
}

/** Domains need a certificate that names them. */
export const ALIASES_RULE: Rule = {
  condition: raw('length(var.aliases) == 0 || var.certificate_arn != null'),
  message: message(
    'aliases has ',
    'join(", ", var.aliases)',
    ' and certificate_arn is null: give the ARN of a certificate for them (ACM, in us-east-1).',
  ),
};
