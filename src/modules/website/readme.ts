import { attribute, block, raw } from '../../hcl';
import { markdown } from '../../language';
import type { Readme } from '../shared/module';

export const WEBSITE_README: Readme = {
  about:
    markdown.raw(`Pages come from a bucket that CloudFront alone may read, over HTTPS alone. They load \`runtime-config.json\`, which this module
writes: a website is built once and deployed anywhere. \`terragate connect\` writes pages that read it.`),
  usage: [
    block(
      'module',
      ['website'],
      [
        attribute('source', './modules/website'),
        attribute('name', 'shop'),
        attribute('api_urls', { MyApi: 'https://abc123.execute-api.eu-central-1.amazonaws.com/prod' }),
      ],
    ),
    block('output', ['website_url'], [attribute('value', raw('module.website.url'))]),
  ],
  diagram: [
    'flowchart LR',
    '  browser([browser]) -->|HTTPS| distribution[CloudFront distribution]',
    '  waf[web ACL] -. optional .-> distribution',
    '  distribution -->|signed| bucket[(private bucket)]',
    '  config[runtime-config.json] --> bucket',
    '  files([files of the build]) -.-> bucket',
  ],
  notes: markdown.raw(`## Good to know

- **The files** are yours to send. Those of the build that have their content in their name first, then the page that names them:

  \`\`\`sh
  aws s3 sync dist/assets "s3://$(terraform output -raw bucket)/assets" --cache-control "max-age=31536000,immutable"
  aws s3 sync dist "s3://$(terraform output -raw bucket)" --exclude "assets/*" --exclude runtime-config.json --cache-control no-cache
  \`\`\`

- **No invalidation.** CloudFront keeps what is below \`cached_path_pattern\`, and asks the bucket for all else.
- **The API allows the website** by \`cors_allow_origins = [module.website.url]\`. That is no circle: the address of the website does not
  depend on \`api_urls\`.
- **A path that is no file** is answered with the page, status 200, for routers of single pages. A refusal by a web ACL stays 403.
- **Security headers** are those of AWS's [SecurityHeadersPolicy](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html).
  A Content-Security-Policy names the addresses of a website's own APIs: write a policy with it, and give \`response_headers_policy_id\`.
- **DNS records** for \`aliases\` are made outside of the module, with \`domain_name\` and \`hosted_zone_id\` as their target.
- **Without aliases** the domain and the certificate are those of CloudFront, which then takes TLS 1.0 and newer.
- **Not for China**, whose CloudFront takes certificates of IAM, nor for GovCloud, which has none.
- **What is in runtime-config.json is public**: ids of pools and addresses, and no secret.`),
};
