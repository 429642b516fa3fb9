import type { Framework } from '../framework-name';
import { json } from '../language';
import { CHOICE_SETTINGS, MAIN_PACKAGES, type PackageChoice } from '../package-choice';
import { moduleSettings } from './module-settings';
import { apisOf, type NewOptions, packageOf } from './options';

/** The settings in the `terragate.json` of a project. */
export interface Settings {
  readonly name: string;
  /** The application as uvicorn takes it: `my_api.main:app`, or a factory `shop.main:create_app()`. */
  readonly appObject: string;
  /** Folder that modules are imported from, where it is not the project's own. */
  readonly pythonPath?: string;
  /** A document that the user keeps. */
  readonly openapi?: string;
  /** A file with variables for the import of the app. */
  readonly envFile?: string;
  /** What functions have beside the main packages, or in their place. */
  readonly packageChoice?: PackageChoice;
  readonly handler: string;
  readonly architecture: string;
  readonly pythonVersion: string;
  readonly computeType: NewOptions['computeType'];
  readonly iac: 'terraform' | 'typescript';
  /** The framework of the classes beside the modules. */
  readonly framework: Framework;
  /** Whether the tests of the modules are beside them. */
  readonly moduleTests: boolean;
}

/** The text of `terragate.json`. */
export function settingsFile(settings: Settings): string {
  const { name, appObject, pythonPath, openapi, envFile, handler } = settings;
  const { groups, extras, environment } = settings.packageChoice ?? MAIN_PACKAGES;
  const { architecture, pythonVersion, iac, framework } = settings;
  const value = {
    name,
    app: '.',
    appObject,
    ...(pythonPath === undefined ? {} : { pythonPath }),
    ...(openapi === undefined ? {} : { openapi }),
    ...(envFile === undefined ? {} : { envFile }),
    ...(groups.length ? { [CHOICE_SETTINGS.group]: groups } : {}),
    ...(extras.length ? { [CHOICE_SETTINGS.extra]: extras } : {}),
    ...(environment === undefined ? {} : { [CHOICE_SETTINGS.environment]: environment }),
    // The root of a CDKTF app is the folder of the synthesized stack: infra/cdktf.out/stacks/<name>
    ...(iac === 'terraform' ? { root: 'infra' } : { cdktf: 'infra' }),
    packages: [`infra/${packageOf(settings)}`],
    handler,
    architecture,
    pythonVersion,
    modules: {
      folder: 'infra/modules',
      apis: apisOf(settings),
      ...(framework === 'cdktf' ? {} : { framework }),
      ...moduleSettings(settings),
    },
  };
  return json(value);
}
