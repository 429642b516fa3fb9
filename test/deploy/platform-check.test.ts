import type { Plan } from '../../src/deploy/plan';
import { checkPlatform, plannedFunctions } from '../../src/deploy/platform-check';
import type { Project } from '../../src/project';

const project = { settings: 'terragate.json', architecture: 'arm64', pythonVersion: '3.13' } as Project;

const plan = (...values: object[]): Plan => ({
  planned_values: {
    root_module: {
      child_modules: [
        {
          resources: values.map((value, i) => ({
            address: `module.api.aws_lambda_function.this[${i}]`,
            type: 'aws_lambda_function',
            mode: 'managed',
            values: { function_name: 'shop', source_code_hash: 'abc=', ...value },
          })),
        },
      ],
    },
  },
});

describe('a function of a plan', () => {
  const check =
    (...values: object[]) =>
    () =>
      checkPlatform(project, plannedFunctions(plan(...values)), 'abc=');

  it('fits the package that is made for its platform', () => {
    expect(check({ architectures: ['arm64'], runtime: 'python3.13' })).not.toThrow();
  });

  it('does not fit a package for another architecture or Python, and says both', () => {
    expect(check({ architectures: ['x86_64'], runtime: 'python3.12' })).toThrow(
      /\[0\]: the architecture of the function is x86_64, and the package is for arm64\n[\s\S]*\[0\]: the runtime of the function is python3\.12, and the package is for python3\.13\n {2}fix: {5}make "pythonVersion" the same/,
    );
  });

  it('is named once for all that are made for the same other platform', () => {
    const other = { architectures: ['x86_64'], runtime: 'python3.13' };
    const message = (() => {
      try {
        check(other, other, other)();
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message).toMatch(
      /^module\.api\.aws_lambda_function\.this\[0\] and 2 more: the architecture of the function is x86_64/,
    );
    expect(message?.match(/fix:/g)).toHaveLength(1);
  });

  it('is x86_64 where the plan names no architecture, as on AWS', () => {
    expect(check({ runtime: 'python3.13' })).toThrow(/the architecture of the function is x86_64/);
  });

  it('is left alone when its code is not the package of the project', () => {
    expect(
      check({ architectures: ['x86_64'], runtime: 'nodejs22.x', source_code_hash: 'other=' }),
    ).not.toThrow();
  });

  // A plan has null there, a state an empty text
  it.each([null, ''])(
    'is known by the object of S3 that its package is in, as in a new project: %j',
    (source_code_hash) => {
      const sha = Buffer.alloc(32, 7);
      const inS3 = {
        source_code_hash,
        s3_bucket: 'packages',
        s3_key: 'lambda.zip',
        architectures: ['arm64'],
      };
      const object = (values: object) => ({
        address: 'aws_s3_object.package',
        type: 'aws_s3_object',
        mode: 'managed',
        values: { bucket: 'packages', key: 'lambda.zip', source_hash: sha.toString('hex'), ...values },
      });
      const checkWith = (changed: object, runtime = 'python3.12') => {
        const { planned_values: planned } = plan({ ...inS3, runtime });
        const root = { ...planned?.root_module, resources: [object(changed)] };
        return () =>
          checkPlatform(
            project,
            plannedFunctions({ planned_values: { root_module: root } }),
            sha.toString('base64'),
          );
      };
      expect(checkWith({})).toThrow(
        /the runtime of the function is python3\.12, and the package is for python3\.13/,
      );
      expect(checkWith({}, 'python3.13')).not.toThrow();
      for (const another of [
        { key: 'other.zip' },
        { bucket: 'another' },
        { source_hash: 'missing' },
        { source_hash: null },
      ])
        expect(checkWith(another)).not.toThrow();
    },
  );
});
