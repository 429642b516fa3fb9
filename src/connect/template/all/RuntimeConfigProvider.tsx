import { type ReactNode, useEffect, useState } from 'react';
import { loadRuntimeConfig, type RuntimeConfig, RuntimeConfigContext } from './runtime-config';

interface Props {
  readonly children: ReactNode;
  /** What is shown where the settings cannot be loaded. @default - a sentence */
  readonly fallback?: ReactNode;
}

/** Loads the settings of the website, and then shows what needs them. */
export function RuntimeConfigProvider({ children, fallback = <Unavailable /> }: Props) {
  const [config, setConfig] = useState<RuntimeConfig>();
  const [hasFailed, setHasFailed] = useState(false);

  useEffect(() => {
    let isShown = true;
    loadRuntimeConfig().then(
      (loaded) => isShown && setConfig(loaded),
      () => isShown && setHasFailed(true),
    );
    return () => {
      isShown = false;
    };
  }, []);

  if (hasFailed) return fallback;
  if (!config) return null;
  return <RuntimeConfigContext.Provider value={config}>{children}</RuntimeConfigContext.Provider>;
}

function Unavailable() {
  return <p role="alert">This page cannot be shown now: its settings are missing.</p>;
}
