// A select as a download of its own: it weighs as much as a page, which can be read and filled in before it came.
import { useSyncExternalStore } from 'react';
import type { Select as AntSelect } from 'antd';
import './Select.css';

let loaded: typeof AntSelect | undefined;
const waiting = new Set<() => void>();

// Asked for as soon as a page that uses it is loaded, not when it is drawn.
void import('./loaded-select').then((module) => {
  loaded = module.Select;
  waiting.forEach((draw) => draw());
});

function subscribe(draw: () => void) {
  waiting.add(draw);
  return () => waiting.delete(draw);
}

/** Not `lazy`: React shows what was suspended late, and never in the first frame. */
export const Select = ((props: Parameters<typeof AntSelect>[0]) => {
  const Loaded = useSyncExternalStore(subscribe, () => loaded);
  return Loaded ? <Loaded {...props} /> : <span className="select-wait" style={props.style} />;
}) as unknown as typeof AntSelect;
