import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { Construct } from 'terragate';

// What the cases speak of. Nothing of it runs: the compiler alone reads these files.
export declare const scope: Construct;
export declare const bucket: S3Bucket;
export declare const role: IamRole;
