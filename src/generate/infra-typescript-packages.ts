import { identifier, inBackquotes, type TypeScript, typescript as ts } from '../language';
import { BUCKET_PREFIX, KEPT_DAYS, RETENTION_DAYS, RETENTION_DESCRIPTION } from './infra-shared';

/** Classes of the provider that the bucket for packages is made of, by the file that has each. */
const BINDINGS = {
  's3-bucket': 'S3Bucket',
  's3-bucket-lifecycle-configuration': 'S3BucketLifecycleConfiguration',
  's3-bucket-policy': 'S3BucketPolicy',
  's3-bucket-public-access-block': 'S3BucketPublicAccessBlock',
  's3-bucket-server-side-encryption-configuration': 'S3BucketServerSideEncryptionConfigurationA',
  's3-bucket-versioning': 'S3BucketVersioningA',
  's3-object': 'S3Object',
};

/** The names of these classes. */
export const PACKAGE_CLASSES: readonly string[] = Object.values(BINDINGS);

/**
 * Lines by which a stack imports these classes.
 *
 * @param provider gives the name of a provider's file as an import has it
 */
export function packageImports(provider: (binding: string) => string): readonly TypeScript[] {
  return Object.entries(BINDINGS).map(
    ([file, name]) => ts`import { ${identifier(name)} } from ${provider(file)};`,
  );
}

/** The bucket for packages and the package in it, as statements of a stack's constructor. */
export function packageUpload(name: string): TypeScript {
  return ts`
    // The functions share one package. From a bucket they get it all at once; from a file, Terraform's provider uploads
    // it for one function after the other.
    const { accountId } = new DataAwsCallerIdentity(this, 'current');
    const packages = new S3Bucket(this, 'packages', {
      bucket: \`${inBackquotes(name.slice(0, BUCKET_PREFIX))}-\${accountId}-\${region}\`,
      forceDestroy: true, // with the API go its packages; terragate build makes them again
      tags,
    });
    const { bucket } = packages;
    const access = new S3BucketPublicAccessBlock(this, 'packages_access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    // Requests without TLS are denied, whoever sends them.
    new S3BucketPolicy(this, 'packages_policy', {
      bucket,
      policy: Fn.jsonencode({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'DenyRequestsWithoutTls',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [packages.arn, \`\${packages.arn}/*\`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
      dependsOn: [access], // S3 refuses two changes of a bucket's access at the same time
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'packages_encryption', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const versioning = new S3BucketVersioningA(this, 'packages_versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    const retentionDays = new TerraformVariable(this, ${RETENTION_DAYS}, {
      description: ${RETENTION_DESCRIPTION},
      type: 'number',
      default: ${KEPT_DAYS},
    });
    // The provider looks at these rules for most of a minute, until S3 shows them everywhere: terragate up leaves them out.
    new S3BucketLifecycleConfiguration(this, 'packages_lifecycle', {
      count: Token.asNumber(Fn.conditional(Op.gte(retentionDays.numberValue, 1), 1, 0)),
      bucket,
      rule: [
        {
          id: 'remove-old-packages',
          status: 'Enabled',
          filter: [{}],
          noncurrentVersionExpiration: [{ noncurrentDays: retentionDays.numberValue }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      dependsOn: [versioning],
    });
    const zip = ${`../../../modules/${name}/lambda.zip`}; // from the stack's folder in cdktf.out, where Terraform runs
    // A changed package is another version of the object, which the functions notice. A key for each package would not
    // keep the one before: with the resource of an object, Terraform's provider removes all versions of its key.
    const upload = new S3Object(this, 'package', {
      bucket: versioning.bucket,
      key: 'lambda.zip',
      source: zip,
      sourceHash: Fn.try([Fn.filesha256(zip), 'missing']),
    });
`;
}
