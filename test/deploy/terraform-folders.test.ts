import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkLocallySupported, terraformFolders } from '../../src/deploy/terraform-folders';
import type { Project } from '../../src/project';

describe('the Terraform files of a project', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'terragate-sources-'));
    write('infra/main.tf', 'module "api" {\n  source = "../modules/api"\n}\n');
    write('modules/api/main.tf', 'module "gateway" {\n  source = "../gateway"\n}\n');
    write('modules/gateway/main.tf', 'resource "aws_api_gateway_rest_api" "this" {}\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  const project = () => ({ folder, root: join(folder, 'infra'), settings: 'terragate.json' }) as Project;

  it('are those of the root and of each local module, also of modules in modules', () => {
    expect(terraformFolders(join(folder, 'infra')).map(({ path }) => path.slice(folder.length + 1))).toEqual([
      'infra',
      'modules/api',
      'modules/gateway',
    ]);
  });

  it('are read once where modules use each other in a circle', () => {
    write('modules/gateway/loop.tf', 'module "back" {\n  source = "../api"\n}\n');

    expect(terraformFolders(join(folder, 'infra'))).toHaveLength(3);
  });

  it('do not include a file that a resource uploads, whether or not it exists', () => {
    write('infra/lambda.zip', 'PK');
    const upload = (name: string) => `resource "aws_s3_object" "p" {\n  source = "./${name}.zip"\n}\n`;
    write('infra/upload.tf', upload('lambda') + upload('missing'));

    expect(terraformFolders(join(folder, 'infra'))).toHaveLength(3);
  });

  const ofProtocol = (protocol: string) =>
    `resource "aws_apigatewayv2_api" "this" {\n  protocol_type = "${protocol}"\n}\n`;

  it('are served here when they make REST and HTTP APIs', () => {
    write('modules/gateway/http.tf', ofProtocol('HTTP'));
    expect(() => checkLocallySupported(project())).not.toThrow();
  });

  it('are refused in one sentence, with the way out, when a module makes a WebSocket API', () => {
    write('modules/gateway/main.tf', ofProtocol('WEBSOCKET'));

    expect(() => checkLocallySupported(project())).toThrow(
      [
        'modules/gateway: the local AWS serves REST and HTTP APIs, and no WebSocket API',
        '  fix:     keep it in a root of its own, or deploy it: terragate up --aws',
      ].join('\n'),
    );
  });

  it('are reported as missing where the root has none', () => {
    rmSync(join(folder, 'infra/main.tf'));

    expect(() => checkLocallySupported(project())).toThrow(
      /infra: the Terraform root has no Terraform files/,
    );
  });

  it('are those of OpenTofu too', () => {
    write('infra/more.tofu', 'module "more" {\n  source = "../more"\n}\n');
    write('modules/api/main.tofu.json', '{}');
    write('more/main.tf', '');

    expect(
      terraformFolders(join(folder, 'infra')).map(({ path }) => path.slice(folder.length + 1)),
    ).toContain('more');
  });
});
