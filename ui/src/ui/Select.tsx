// A select as a download of its own: it weighs as much as a page, which can be read and filled in before it came.
import { useSyncExternalStore } from 'react';
import type { Select as AntSelect } from 'antd';
import { needed } from './parts';
import './Select.css';

let loaded: typeof AntSelect | undefined;
const waiting = new Set<() => void>();

async function load() {
  if (loaded) return;
  loaded = (await import('./loaded-select')).Select;
  waiting.forEach((draw) => draw());
}

// Asked for as soon as a page that uses it is loaded, not when it is drawn. If that was in vain, the drawing asks again.
load().catch(() => undefined);

function subscribe(draw: () => void) {
  waiting.add(draw);
  void needed(load);
  return () => waiting.delete(draw);
}

/** Not `lazy`: React shows what was suspended late, and never in the first frame. */
export const Select = ((props: Parameters<typeof AntSelect>[0]) => {
  const Loaded = useSyncExternalStore(subscribe, () => loaded);
  return Loaded ? <Loaded {...props} /> : <span className="select-wait" style={props.style} />;
}) as unknown as typeof AntSelect;
