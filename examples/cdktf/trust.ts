import { Fn } from 'cdktf';

/** A policy by which a service takes a role. @example trust('apigateway.amazonaws.com') */
export function trust(service: string): string {
  return Fn.jsonencode({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}
