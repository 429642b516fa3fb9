import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithTools } from '../support/tools';
import { REPOSITORY, Workspace } from '../support/workspace';

/** Asks for the index as LocalStack does, with a builder that counts. */
const SCRIPT = `
import json, pathlib, sys, types
from terragate_local import service_index

sys.prefix, instances = sys.argv[1:]
builds = []

def build(path):
    builds.append(path)
    pathlib.Path(path).write_text(json.dumps({"sts": len(builds)}))
    return {"sts": len(builds)}

spec = types.SimpleNamespace(
    build_service_index_cache=build,
    load_service_index_cache=lambda path: json.loads(pathlib.Path(path).read_text()),
)
service_index.install(spec)
asked = lambda: spec.build_service_index_cache(instances + "/index-1.dill")
found = [asked(), asked()]
kept = pathlib.Path(sys.prefix, "index-1.dill")
kept.write_text(kept.read_text()[:4])
found += [asked(), asked()]
sys.prefix = "/nowhere"
found += [asked()]
print(json.dumps(found))
`;

describeWithTools('the index of services', ['python3'], () => {
  const workspace = new Workspace('service-index');
  afterAll(() => workspace.remove());

  test('is made once for all servers of an environment, again where it was cut off, and each time where none can be kept', () => {
    workspace.write('prefix/pyvenv.cfg', '');
    workspace.write('instance/readme', '');
    const env = { ...process.env, PYTHONPATH: join(REPOSITORY, 'src/local/python') };
    const args = ['-B', '-c', SCRIPT, workspace.at('prefix'), workspace.at('instance')];
    const found = JSON.parse(execFileSync('python3', args, { env, encoding: 'utf8' }));
    expect(found).toEqual([1, 1, 2, 2, 3].map((build) => ({ sts: build })));
    expect(readdirSync(workspace.at('prefix'))).toEqual(['index-1.dill', 'pyvenv.cfg']);
  });
});
